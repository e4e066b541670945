using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PelvicFeedback.Tests.Messaging;

/// <summary>A second client that shares no code with the first: <c>mosquitto_sub</c>. Ready to receive once it is made.</summary>
internal sealed partial class SubscriberProcess : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly TaskCompletionSource _subscribed = new();

    /// <param name="arguments">Besides the format: where, who, which topics.</param>
    /// <param name="configHome">Folder with a <c>mosquitto_sub</c> options file; null for none.</param>
    public SubscriberProcess(IEnumerable<string> arguments, string? configHome = null)
    {
        // Its debug lines (-d) say when the broker has granted the subscription; stdbuf because it buffers them in a pipe.
        _process = new() { StartInfo = new("stdbuf", ["-oL", "mosquitto_sub", "-d", "-F", "MESSAGE %q %r [%E] [%P] %t %p", .. arguments]) { RedirectStandardOutput = true } };
        if (configHome is not null)
        {
            _process.StartInfo.Environment["XDG_CONFIG_HOME"] = configHome;
        }

        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _subscribed.Task.WaitAsync(BrokerProcess.Patience).GetAwaiter().GetResult();
    }

    public SubscriberProcess(BrokerProcess broker, string topic)
        : this(["-h", "127.0.0.1", "-p", $"{broker.Port}", "-V", "5", "-u", BrokerProcess.User, "-P", BrokerProcess.Password, "-t", topic])
    {
    }

    /// <summary>The next message; it comes, or the test fails.</summary>
    public Message Next()
    {
        Assert.True(_lines.TryTake(out var line, BrokerProcess.Patience), "No further message came.");
        var parts = Parts().Match(line);
        return new(int.Parse(parts.Groups[1].Value), parts.Groups[2].Value == "1", parts.Groups[5].Value, parts.Groups[6].Value)
        {
            Expiry = parts.Groups[3].Value,
            UserProperties = parts.Groups[4].Value,
        };
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _lines.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _subscribed.TrySetException(new InvalidOperationException("mosquitto_sub ended."));
        }
        else if (line.StartsWith("MESSAGE ", StringComparison.Ordinal))
        {
            _lines.Add(line);
        }
        else if (line.StartsWith("Subscribed ", StringComparison.Ordinal))
        {
            _subscribed.TrySetResult();
        }
    }

    [GeneratedRegex(@"^MESSAGE (\d) (\d) \[(.*?)\] \[(.*?)\] (\S+) (.*)$", RegexOptions.Singleline)]
    private static partial Regex Parts();

    internal sealed record Message(int Qos, bool Retained, string Topic, string Payload)
    {
        /// <summary>Seconds; empty for never.</summary>
        public string Expiry { get; init; } = "";

        /// <summary>As <c>name:value</c>, with a space between them.</summary>
        public string UserProperties { get; init; } = "";
    }
}
