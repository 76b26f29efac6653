namespace Anchor.Testing;

/// <summary>Finds files of the repository from wherever the tests run.</summary>
internal static class RepositoryRoot
{
    internal static string Path { get; } = Find();

    /// <summary>A file or folder of the repository; a test that needs a missing one fails with its name.</summary>
    internal static string Require(string relative)
    {
        var path = System.IO.Path.Combine(Path, relative);
        return System.IO.Path.Exists(path)
            ? path
            : throw new InvalidOperationException($"{relative} is missing in the repository; run npm ci first.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Anchor.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("Anchor.sln is in no folder above the tests.");
    }
}
