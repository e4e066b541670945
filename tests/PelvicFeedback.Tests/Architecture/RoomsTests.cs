using System.Reflection;
using System.Text.RegularExpressions;
using PelvicFeedback.Core.Units;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Architecture;

/// <summary>The core's rooms: data flows one way, and each room sees only the rooms before it.</summary>
public sealed partial class RoomsTests
{
    /// <summary>In the order in which data flows.</summary>
    private static readonly string[] Rooms =
        ["Units", "Wire", "Orientation", "Posture", "Movement", "Coaching", "Streams", "Messages", "Sessions", "Reports"];

    private static readonly Assembly Core = typeof(Degrees).Assembly;

    [Fact]
    public void Every_source_file_lies_in_the_room_its_namespace_names()
    {
        IEnumerable<string> strays = CoreFiles()
            .Where(file => RoomOf(file) is not { } room || !NamespacesIn(file).All(name => $"{name}.".StartsWith($"PelvicFeedback.Core.{room}.", StringComparison.Ordinal)))
            .Select(Repository.NameOf);

        Assert.Empty(strays);
    }

    [Fact]
    public void Source_names_only_earlier_rooms()
    {
        IEnumerable<string> looksAhead =
            from file in CoreFiles()
            let own = RoomOf(file)
            from Match mention in RoomMention().Matches(File.ReadAllText(file.FullName))
            let other = mention.Groups["room"].Value
            where IsAhead(own, other)
            select $"{Repository.NameOf(file)} names {other}";

        Assert.Empty(looksAhead);
    }

    [Fact]
    public void Types_are_made_only_of_earlier_rooms()
    {
        IEnumerable<string> looksAhead =
            from type in Core.GetTypes()
            let own = RoomOf(type)
            where own is not null
            from used in TypeUse.Of(type)
            let other = RoomOf(used)
            where other is not null && IsAhead(own, other)
            select $"{type} uses {used}";

        Assert.Empty(looksAhead.Distinct());
    }

    // A room that is not on the list is ahead of everything: it has to be given its place here first.
    private static bool IsAhead(string? own, string other) =>
        other != own && (Array.IndexOf(Rooms, other) is -1 || Array.IndexOf(Rooms, other) > Array.IndexOf(Rooms, own));

    private static IEnumerable<FileInfo> CoreFiles() =>
        Repository.Files(Repository.Path("src", "PelvicFeedback.Core")).Where(file => file.Extension == ".cs");

    private static string? RoomOf(FileInfo file) =>
        Array.Find(Rooms, room => Repository.NameOf(file).StartsWith($"src/PelvicFeedback.Core/{room}/", StringComparison.Ordinal));

    private static string? RoomOf(Type type) =>
        type.Assembly == Core && type.Namespace is { } name && RoomName().Match(name) is { Success: true } match ? match.Groups["room"].Value : null;

    private static IEnumerable<string> NamespacesIn(FileInfo file) =>
        Namespace().Matches(File.ReadAllText(file.FullName)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"^\s*namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bPelvicFeedback\.Core\.(?<room>[A-Z]\w*)")]
    private static partial Regex RoomMention();

    [GeneratedRegex(@"^PelvicFeedback\.Core\.(?<room>\w+)")]
    private static partial Regex RoomName();
}
