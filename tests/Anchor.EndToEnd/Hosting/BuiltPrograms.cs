using Anchor.Tests.Support;

namespace Anchor.EndToEnd.Hosting;

/// <summary>Where the build put the programs: beside these tests, in the same configuration.</summary>
internal static class BuiltPrograms
{
    public static string Path(string project, string file) => Repository.Require(
        System.IO.Path.Combine("artifacts", "bin", project, System.IO.Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/', '\\')), file));
}
