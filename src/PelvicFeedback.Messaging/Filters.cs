using System.Text;

namespace PelvicFeedback.Messaging;

/// <summary>What a link is to receive: kept for the next connection. Not for several threads at once.</summary>
internal sealed class Filters
{
    private const int MaxBytes = 65535;
    private readonly Dictionary<string, Qos> _wanted = [];

    /// <summary>Every filter and how sure it is to be.</summary>
    public IReadOnlyDictionary<string, Qos> All => _wanted;

    /// <summary>Remembers one.</summary>
    /// <exception cref="ArgumentException">It is none, or there are too many.</exception>
    public void Add(string filter, Qos qos)
    {
        if (!IsFilter(filter))
        {
            throw new ArgumentException($"'{filter}' is no MQTT topic filter.", nameof(filter));
        }

        if (_wanted.Count >= MqttLinkOptions.MaxFilters && !_wanted.ContainsKey(filter))
        {
            throw new ArgumentException($"{MqttLinkOptions.MaxFilters} filters are the most a link takes; '{filter}' is one more.", nameof(filter));
        }

        _wanted[filter] = qos;
    }

    // MQTT 5, 4.7: + fills a level, # fills the last one.
    private static bool IsFilter(string filter)
    {
        var levels = filter.Split('/');
        return filter.Length > 0 && !filter.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(filter) <= MaxBytes
            && levels.Select((level, index) => level switch
            {
                "+" => true,
                "#" => index == levels.Length - 1,
                _ => level.AsSpan().IndexOfAny('+', '#') < 0,
            }).All(good => good);
    }
}
