using System.Text.Json;

namespace Anchor.Tests.Support;

/// <summary>Finds files of the repository from wherever a test runs.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file that a test cannot do without.</summary>
    /// <exception cref="InvalidOperationException">It is missing: the packages were not installed.</exception>
    public static string Require(string relative) => File.Exists(PathOf(relative))
        ? PathOf(relative)
        : throw new InvalidOperationException($"{PathOf(relative)} is missing. ./scripts/test installs what the tests need.");

    public static JsonElement Vector(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(PathOf("tests", "vectors", name)));
        return document.RootElement.Clone();
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Anchor.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests run from inside the repository: no Anchor.sln was found above " + AppContext.BaseDirectory);
    }
}
