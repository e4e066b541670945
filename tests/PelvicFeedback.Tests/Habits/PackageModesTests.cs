using System.Text.Json;

namespace PelvicFeedback.Tests.Habits;

/// <summary>What the build asks for with and without FullPackages, as the build itself evaluates it.</summary>
public sealed class PackageModesTests
{
    private static readonly string[] Adapters = ["PelvicFeedback.Messaging.MqttNet.csproj", "PelvicFeedback.Sensors.InTheHand.csproj"];

    private static readonly Dictionary<(string Project, bool FullPackages), JsonElement> Evaluated = [];

    [Fact]
    public void FullPackages_asks_for_exactly_the_three_packages_more()
    {
        SortedSet<string> plain = [];
        SortedSet<string> full = [];
        foreach (FileInfo project in Repository.Projects("src", "tests"))
        {
            plain.UnionWith(Packages(Evaluate(project, fullPackages: false)));
            full.UnionWith(Packages(Evaluate(project, fullPackages: true)));
        }

        Assert.Equal(["InTheHand.BluetoothLE 4.0.44", "MQTTnet 5.2.0", "Microsoft.Reactive.Testing 6.0.1"], full.Except(plain).Order(StringComparer.Ordinal));
        Assert.Empty(plain.Except(full));
    }

    [Fact]
    public void Without_FullPackages_the_adapters_compile_nothing_and_with_it_all_they_have()
    {
        IReadOnlyList<FileInfo> adapters = [.. Repository.Projects("src").Where(project => Adapters.Contains(project.Name))];
        Assert.Equal(Adapters.Length, adapters.Count);

        Assert.All(adapters, project =>
        {
            Assert.Empty(Items(Evaluate(project, fullPackages: false), "Compile"));

            IEnumerable<string> sources = Repository.Files(project.DirectoryName!).Where(file => file.Extension == ".cs").Select(file => file.FullName);
            Assert.Equal(
                sources.Order(StringComparer.Ordinal),
                Items(Evaluate(project, fullPackages: true), "Compile").Select(item => item.GetProperty("FullPath").GetString()!).Order(StringComparer.Ordinal));
        });
    }

    [Theory]
    [InlineData("PelvicFeedback.Worker", true, "net10.0;net10.0-windows10.0.19041.0")]
    [InlineData("PelvicFeedback.Sensors.InTheHand", true, "net10.0;net10.0-windows10.0.19041.0")]
    [InlineData("PelvicFeedback.Worker", false, "")]
    [InlineData("PelvicFeedback.Core", true, "")]
    public void What_reaches_Bluetooth_is_built_for_Windows_when_asked(string project, bool fullPackages, string targets)
    {
        Command.Outcome outcome = Command.Dotnet("msbuild", $"src/{project}", "-getProperty:TargetFrameworks")
            .With("FullPackages", fullPackages ? "true" : "false")
            .With("WindowsTarget", "true")
            .Run();

        Assert.Equal((0, targets), (outcome.ExitCode, outcome.Output.Trim()));
    }

    private static IEnumerable<string> Packages(JsonElement evaluated)
    {
        Dictionary<string, string> versions = Items(evaluated, "PackageVersion").ToDictionary(Identity, item => item.GetProperty("Version").GetString()!);
        return Items(evaluated, "PackageReference").Select(Identity).Select(name => $"{name} {versions.GetValueOrDefault(name)}");
    }

    // Each takes a second or two; both tests look at the adapters.
    private static JsonElement Evaluate(FileInfo project, bool fullPackages)
    {
        if (Evaluated.TryGetValue((project.FullName, fullPackages), out JsonElement known))
        {
            return known;
        }

        Command.Outcome outcome = Command.Dotnet("msbuild", project.FullName, "-getItem:PackageReference,PackageVersion,Compile")
            .With("FullPackages", fullPackages ? "true" : "false")
            .Run();
        Assert.True(outcome.ExitCode == 0, outcome.Output);
        return Evaluated[(project.FullName, fullPackages)] = JsonElement.Parse(outcome.Output).GetProperty("Items");
    }

    private static JsonElement[] Items(JsonElement evaluated, string kind) => [.. evaluated.GetProperty(kind).EnumerateArray()];

    private static string Identity(JsonElement item) => item.GetProperty("Identity").GetString()!;
}
