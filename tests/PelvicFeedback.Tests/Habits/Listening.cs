using System.Globalization;
using System.Net;

namespace PelvicFeedback.Tests.Habits;

/// <summary>Where a process takes TCP connections, as the system itself says it.</summary>
internal static class Listening
{
    private const string Listens = "0A";

    /// <summary>The addresses, each once, in order; its children's are not among them.</summary>
    public static string[] AddressesOf(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd").Select(file => File.ResolveLinkTarget(file, false)?.Name).ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }
                .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(row => row[3] == Listens && own.Contains($"socket:[{row[9]}]"))
                .Select(row => Address(row[1].Split(':')[0]).ToString())
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    // In words of four bytes, each the wrong way round.
    private static IPAddress Address(string digits) => new(
        Enumerable.Range(0, digits.Length / 8).SelectMany(word => BitConverter.GetBytes(uint.Parse(digits.AsSpan(8 * word, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture))).ToArray());
}
