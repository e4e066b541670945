using System.Xml.Linq;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Architecture;

/// <summary>Which project may see which, and what the core may be made of.</summary>
public sealed class ProjectsTests
{
    /// <summary>The layout: whoever adds a project gives it its line.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Core"] = [],
        ["Sensors"] = ["Core"],
        ["Sensors.InTheHand"] = ["Core", "Sensors"],
        ["Messaging"] = ["Core"],
        ["Messaging.MqttNet"] = ["Core", "Messaging"],
        ["Worker"] = ["Core", "Sensors", "Sensors.InTheHand", "Messaging", "Messaging.MqttNet"],
        ["Hub"] = ["Core", "Messaging"],
        ["Hub.Cluster"] = ["Core", "Messaging", "Hub"],
    };

    [Fact]
    public void Projects_reference_only_those_before_them()
    {
        IEnumerable<string> wrong =
            from project in Repository.Projects("src")
            let name = NameOf(project.FullName)
            let allowed = MayReference.GetValueOrDefault(name)
            from reference in Items(project, "ProjectReference").Select(item => NameOf(Included(item))).DefaultIfEmpty()
            where allowed is null || (reference is not null && !allowed.Contains(reference))
            select $"{name} -> {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_core_is_made_of_System_Reactive_and_the_framework()
    {
        FileInfo core = Repository.Projects("src").Single(project => NameOf(project.FullName) == "Core");

        // A package with PrivateAssets="all" is a tool of the build: nothing of it gets into the assembly.
        string[] packages = [.. Items(core, "PackageReference").Where(item => item.Attribute("PrivateAssets")?.Value != "all").Select(Included)];

        Assert.Equal(["System.Reactive"], packages);
        Assert.Empty(Items(core, "Reference").Concat(Items(core, "FrameworkReference")));
        Assert.All(
            typeof(Core.Units.Degrees).Assembly.GetReferencedAssemblies(),
            assembly => Assert.StartsWith("System.", assembly.Name, StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_come_in_by_projects_alone()
    {
        IEnumerable<string> shared = new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" }
            .Select(name => new FileInfo(Repository.Path(name)))
            .Where(file => file.Exists)
            .SelectMany(file => Items(file, "PackageReference").Concat(Items(file, "GlobalPackageReference")))
            .Select(Included);

        Assert.Empty(shared);
    }

    [Fact]
    public void The_solution_holds_every_project()
    {
        string solution = File.ReadAllText(Repository.Path("PelvicFeedback.sln")).Replace('\\', '/');

        Assert.All(Repository.Projects("src", "tests"), project => Assert.Contains($"\"{Repository.NameOf(project)}\"", solution));
    }

    private static IEnumerable<XElement> Items(FileInfo project, string kind) => XDocument.Load(project.FullName).Descendants(kind);

    private static string Included(XElement item) => item.Attribute("Include")!.Value;

    private static string NameOf(string project) =>
        Path.GetFileNameWithoutExtension(project.Replace('\\', '/')).Replace("PelvicFeedback.", "", StringComparison.Ordinal);
}
