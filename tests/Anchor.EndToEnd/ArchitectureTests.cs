using System.Reflection;
using System.Xml.Linq;
using Anchor.Tests.Support;

namespace Anchor.EndToEnd;

/// <summary>Holds the arrows between the rooms: what is not written here may not be referenced.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Anchor.Merkle"] = [],
        ["Anchor.JsonLd"] = [],
        ["Anchor.Events"] = [],
        ["Anchor.EventStore"] = [],
        ["Anchor.Credentials"] = ["Anchor.Merkle", "Anchor.JsonLd"],
        ["Anchor.Chain"] = ["Anchor.Merkle"],
        ["Anchor.Issuance"] = ["Anchor.Credentials", "Anchor.Chain", "Anchor.Events", "Anchor.EventStore", "Anchor.Merkle"],
        ["Anchor.Verification"] = ["Anchor.Credentials", "Anchor.Chain", "Anchor.Merkle"],
        ["Anchor.Web"] = ["Anchor.Issuance", "Anchor.Verification", "Anchor.Credentials"],
        ["Anchor.Cli"] = ["Anchor.Verification", "Anchor.Credentials", "Anchor.Chain", "Anchor.Merkle"],
    };

    /// <summary>Assemblies that are not called like their projects.</summary>
    private static readonly Dictionary<string, string> AssemblyNames = new() { ["Anchor.Cli"] = "anchor" };

    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.PathOf("src"))
        .Where(folder => File.Exists(ProjectFile(Path.GetFileName(folder)))).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_what_its_arrows_allow(string project) => Assert.Empty(Beyond(project, ProjectReferences(XDocument.Load(ProjectFile(project)))));

    [Theory]
    [MemberData(nameof(Projects))]
    public void An_assembly_uses_what_its_arrows_allow(string project)
    {
        var assembly = Assembly.Load(AssemblyNames.GetValueOrDefault(project, project));
        Assert.Empty(Beyond(project, assembly.GetReferencedAssemblies().Select(each => each.Name!).Where(name => name.StartsWith("Anchor.", StringComparison.OrdinalIgnoreCase))));
    }

    [Fact]
    public void Every_project_has_its_arrows() => Assert.Empty(Projects.Select(row => row.Data).Except(Arrows.Keys));

    [Fact]
    public void The_arrows_make_no_circle()
    {
        var left = Arrows.ToDictionary(each => each.Key, each => each.Value.ToHashSet());
        while (left.Where(each => each.Value.Count == 0).Select(each => each.Key).FirstOrDefault() is { } leaf)
        {
            left.Remove(leaf);
            foreach (var targets in left.Values) targets.Remove(leaf);
        }
        Assert.Empty(left);
    }

    [Fact]
    public void An_arrow_too_many_is_seen()
    {
        var forbidden = XDocument.Parse("""<Project><ItemGroup><ProjectReference Include="..\..\src\Anchor.Issuance\Anchor.Issuance.csproj" /></ItemGroup></Project>""");
        Assert.Equal(["Anchor.Issuance"], Beyond("Anchor.Verification", ProjectReferences(forbidden)));
    }

    [Fact]
    public void No_project_sees_what_its_references_reference() =>
        Assert.Contains("<DisableTransitiveProjectReferences>true<", File.ReadAllText(Repository.PathOf("Directory.Build.props")), StringComparison.Ordinal);

    private static IEnumerable<string> Beyond(string project, IEnumerable<string> references) =>
        references.Where(name => name != project && !(Arrows.TryGetValue(project, out var allowed) && allowed.Contains(name)));

    private static IEnumerable<string> ProjectReferences(XDocument project) =>
        project.Descendants("ProjectReference").Select(each => Path.GetFileNameWithoutExtension(each.Attribute("Include")!.Value.Replace('\\', '/')));

    private static string ProjectFile(string project) => Repository.PathOf("src", project, $"{project}.csproj");
}
