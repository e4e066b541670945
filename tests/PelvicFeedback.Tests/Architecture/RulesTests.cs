using System.Text.RegularExpressions;
using System.Xml.Linq;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Architecture;

/// <summary>The rules the compiler keeps: they hold as long as nobody switches them off.</summary>
public sealed partial class RulesTests
{
    private const string BannedSymbol = "RS0030";
    private const string UndocumentedMember = "CS1591";

    [Fact]
    public void The_core_hands_its_banned_symbols_to_the_analyzer()
    {
        XDocument core = XDocument.Load(Repository.Path("src", "PelvicFeedback.Core", "PelvicFeedback.Core.csproj"));

        Assert.Contains(core.Descendants("PackageReference"), item => item.Attribute("Include")?.Value == "Microsoft.CodeAnalysis.BannedApiAnalyzers");
        Assert.Contains(core.Descendants("AdditionalFiles"), item => item.Attribute("Include")?.Value == "BannedSymbols.txt");
        Assert.Contains("T:System.DateTimeOffset;", File.ReadAllText(Repository.Path("src", "PelvicFeedback.Core", "BannedSymbols.txt")));
    }

    [Theory]
    [InlineData(BannedSymbol)]
    [InlineData(UndocumentedMember)]
    public void Nothing_in_src_switches_it_off(string rule)
    {
        IEnumerable<string> mentions = Repository.Files(Repository.Path("src"))
            .Concat(Repository.Entries(Repository.Root).OfType<FileInfo>().Where(file => file.Name.StartsWith("Directory.", StringComparison.Ordinal)))
            .Where(file => File.ReadAllText(file.FullName).Contains(rule[2..]) && file.Extension is ".cs" or ".csproj" or ".props" or ".targets" or ".editorconfig" or ".globalconfig")
            .Select(Repository.NameOf);

        Assert.Empty(mentions);
        Assert.DoesNotContain(rule, TestSection().Replace(File.ReadAllText(Repository.Path(".editorconfig")), ""));
    }

    [Theory]
    [InlineData("TreatWarningsAsErrors")]
    [InlineData("GenerateDocumentationFile")]
    [InlineData("EnforceCodeStyleInBuild")]
    public void Every_project_in_src_keeps(string property)
    {
        XDocument shared = XDocument.Load(Repository.Path("Directory.Build.props"));
        Assert.Equal("true", shared.Descendants(property).Single().Value);

        Assert.Empty(Repository.Projects("src").Where(project => XDocument.Load(project.FullName).Descendants(property).Any()).Select(Repository.NameOf));
    }

    [Fact]
    [Trait("runs", "edges")]
    public void A_banned_symbol_breaks_the_build_of_the_core()
    {
        using TemporaryFolder copy = new();
        foreach (FileInfo file in Repository.Files(Repository.Path("src", "PelvicFeedback.Core"))
            .Concat(Repository.Entries(Repository.Root).OfType<FileInfo>().Where(IsForTheBuild)))
        {
            copy.Add(Repository.NameOf(file), File.ReadAllText(file.FullName));
        }

        Command build = Command.Dotnet("build", "src/PelvicFeedback.Core", "-v", "quiet") with { Folder = copy.Path };
        Command.Outcome clean = build.Run();
        Assert.True(clean.ExitCode == 0, clean.Output);

        copy.Add("src/PelvicFeedback.Core/Units/Clock.cs", """
            namespace PelvicFeedback.Core.Units;

            /// <summary>Reads a clock, which the core must not.</summary>
            public static class Clock
            {
                /// <summary>The forbidden hour.</summary>
                public static long Now() => System.DateTimeOffset.UtcNow.Ticks;
            }

            """);
        Command.Outcome offending = build.Run();

        Assert.NotEqual(0, offending.ExitCode);
        Assert.Equal([BannedSymbol], ErrorCode().Matches(offending.Output).Select(match => match.Groups["code"].Value).Distinct());
    }

    private static bool IsForTheBuild(FileInfo file) =>
        file.Name is ".editorconfig" or "global.json" || file.Name.StartsWith("Directory.", StringComparison.Ordinal)
        || file.Name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\[tests/.*?(?=\n\[|\z)", RegexOptions.Singleline)]
    private static partial Regex TestSection();

    [GeneratedRegex(@"error (?<code>[A-Z]+\d+)")]
    private static partial Regex ErrorCode();
}
