using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Coach;

/// <summary>A broker in the page's place: it says what a test wants said, so that every screen can be had at once.</summary>
internal sealed class ScriptedBroker
{
    private const string Prefix = "pelvic/v1/demo/demo/";
    private readonly TaskCompletionSource<IWebSocketRoute> _page = new();

    /// <summary>Puts itself between page and worker, before the page is opened.</summary>
    public static async Task<ScriptedBroker> Before(IPage page)
    {
        var broker = new ScriptedBroker();
        await page.RouteWebSocketAsync("**/mqtt", route => route.OnMessage(frame => broker.Answer(route, frame)));
        return broker;
    }

    /// <summary>Says a message of that kind: the first valid one of its vectors, with some fields changed.</summary>
    public async Task Say(string topic, string kind, params (string Field, JsonNode? Value)[] changed)
    {
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("docs", "messages", kind + ".vectors.json")))!.AsArray();
        var payload = vectors.First(one => one!["valid"]!.GetValue<bool>())!["payload"]!.AsObject();
        foreach (var (field, value) in changed)
        {
            payload[field] = value?.DeepClone();
        }

        byte[] body = [.. Text(Prefix + topic), .. Encoding.UTF8.GetBytes(payload.ToJsonString())];
        (await _page.Task).Send([0x30, .. Length(body.Length), .. body]);
    }

    private void Answer(IWebSocketRoute route, IWebSocketFrame frame)
    {
        switch (frame.Binary![0])
        {
            case 0x10:
                route.Send([0x20, 2, 0, 0]);
                break;
            case 0x82:
                route.Send([0x90, 3, frame.Binary![2], frame.Binary![3], 1]);
                _page.TrySetResult(route);
                break;
            case 0xc0:
                route.Send([0xd0, 0]);
                break;
        }
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Length(int length) => length < 128 ? [(byte)length] : [(byte)((length & 0x7f) | 0x80), .. Length(length >> 7)];
}
