using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Coach;

/// <summary>A broker in the page's place: it says what a test wants said, so that every screen can be had at once.</summary>
internal sealed class ScriptedBroker
{
    private const string Prefix = "pelvic/v1/demo/demo/";
    private readonly Dictionary<string, JsonObject> _vectors = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource<IWebSocketRoute> _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _state;
    private int _events;

    /// <summary>Whether it lets the page in.</summary>
    public bool Admits { get; set; } = true;

    /// <summary>Puts itself between page and worker, before the page is opened.</summary>
    public static async Task<ScriptedBroker> Before(IPage page)
    {
        var broker = new ScriptedBroker();
        await page.RouteWebSocketAsync("**/mqtt", route => route.OnMessage(frame => broker.Answer(route, frame)));
        return broker;
    }

    /// <summary>The page is about to be opened anew: what is said from now on is for the new one.</summary>
    public void Expect()
    {
        lock (_gate)
        {
            (_page, _state) = (new(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }
    }

    /// <summary>Hangs up on the page.</summary>
    public async Task HangUp(int code)
    {
        var route = await _page.Task;
        Expect();
        await route.CloseAsync(new() { Code = code });
    }

    /// <summary>Says a message of that kind: the first valid one of its vectors, with some fields changed. An event gets a name of its own.</summary>
    public async Task Say(string topic, string kind, params (string Field, JsonNode? Value)[] changed)
    {
        if (!_vectors.TryGetValue(kind, out var vector))
        {
            var vectors = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "messages", kind + ".vectors.json")))!.AsArray();
            vector = _vectors[kind] = vectors.First(one => one!["valid"]!.GetValue<bool>())!["payload"]!.AsObject();
        }

        var payload = vector.DeepClone().AsObject();
        if (payload.ContainsKey("eventId"))
        {
            payload["eventId"] = $"script-{++_events}";
        }

        foreach (var (field, value) in changed)
        {
            payload[field] = value?.DeepClone();
        }

        byte[] body = [.. Text(Prefix + topic), .. Encoding.UTF8.GetBytes(payload.ToJsonString())];
        byte[] packet = [0x30, .. Length(body.Length), .. body];
        await _page.Task;
        lock (_gate)
        {
            _state = topic == "state" ? packet : _state;
            if (_page.Task.IsCompleted)
            {
                _page.Task.Result.Send(packet);
            }
        }
    }

    /// <summary>Says a sample again and again, ten times a second, while something is done.</summary>
    public async Task<T> While<T>((string Field, JsonNode? Value)[]? sample, Func<Task<T>> done)
    {
        var work = done();
        while (sample is not null && !work.IsCompleted)
        {
            await Say("live", "live", sample);
            await Task.WhenAny(work, Task.Delay(100));
        }

        return await work;
    }

    private void Answer(IWebSocketRoute route, IWebSocketFrame frame)
    {
        switch (frame.Binary![0])
        {
            case 0x10:
                route.Send([0x20, 2, 0, (byte)(Admits ? 0 : 5)]);
                break;
            case 0x82:
                route.Send([0x90, 3, frame.Binary![2], frame.Binary![3], 1]);
                Hear(route);
                break;
            case 0xc0:
                route.Send([0xd0, 0]);
                break;
        }
    }

    // A page that lost its way subscribes again, and one that is about to be left may still do so: the last one is told, and gets the state as a retained one.
    private void Hear(IWebSocketRoute route)
    {
        lock (_gate)
        {
            if (!_page.TrySetResult(route))
            {
                _page = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _page.SetResult(route);
                if (_state is { } state)
                {
                    route.Send(state);
                }
            }
        }
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Length(int length) => length < 128 ? [(byte)length] : [(byte)((length & 0x7f) | 0x80), .. Length(length >> 7)];
}
