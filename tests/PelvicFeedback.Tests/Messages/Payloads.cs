using System.Buffers;
using System.Text;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Messages;

/// <summary>Every decoder by the name of its schema, and what it read written again.</summary>
internal static class Payloads
{
    public static IReadOnlyDictionary<string, Func<byte[], Outcome>> Readers { get; } = Messages().Concat(Commands()).ToDictionary();

    private static Dictionary<string, Func<byte[], Outcome>> Messages() => new()
    {
        ["live"] = Read<LiveMessage>,
        ["watch-live"] = Read<WatchLiveMessage>,
        ["summary"] = Read<SummaryMessage>,
        ["alert"] = Read<AlertMessage>,
        ["rep"] = Read<RepMessage>,
        ["hold"] = Read<HoldMessage>,
        ["test"] = Read<TestMessage>,
        ["walk"] = Read<WalkMessage>,
        ["calibration"] = Read<CalibrationMessage>,
        ["withdrawn"] = Read<WithdrawnMessage>,
        ["session"] = Read<SessionMessage>,
        ["ack"] = Read<AckMessage>,
        ["motion"] = Read<MotionMessage>,
        ["marks"] = Read<MarksMessage>,
        ["beat"] = Read<BeatMessage>,
        ["state"] = Read<StateMessage>,
        ["sensor"] = Read<SensorMessage>,
        ["reply"] = Read<ReplyMessage>,
        ["plan"] = Read<Plan>,
    };

    private static IEnumerable<KeyValuePair<string, Func<byte[], Outcome>>> Commands() => Enum.GetValues<CommandName>()
        .Select(name => KeyValuePair.Create<string, Func<byte[], Outcome>>("cmd-" + Core.Units.Words.Of(name), payload => ReadCommand(name, payload)));

    private static Outcome Read<T>(byte[] payload)
        where T : IMessage<T>
    {
        var fault = MessageReader.TryRead(payload, out T? message);
        return new(fault, fault is null ? Written((writer, buffer) => writer.Write(buffer, message!)) : null);
    }

    private static Outcome ReadCommand(CommandName name, byte[] payload)
    {
        var fault = MessageReader.TryRead(name, payload, out var command, out var id);
        Assert.True(fault is not null || id == command!.Head.CommandId);
        return new(fault, fault is null ? Written((writer, buffer) => writer.Write(buffer, command!)) : null);
    }

    private static string Written(Action<MessageWriter, ArrayBufferWriter<byte>> write)
    {
        using var writer = new MessageWriter();
        var buffer = new ArrayBufferWriter<byte>();
        write(writer, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A fault, or what was read written again.</summary>
    internal sealed record Outcome(MessageFault? Fault, string? Written);
}
