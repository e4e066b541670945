using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;

namespace PelvicFeedback.Tests.Cluster;

/// <summary>
/// A network of its own for each broker, as if it were on its own machine: one wire to the tests, on which homes and workers come, and one to a switch, on
/// which brokers talk to each other and which can be pulled. A namespace has no name but the process that holds it, which ends with the tests, however they
/// end; the kernel then takes away the namespace and its wires.
/// </summary>
internal sealed class BrokerNetwork : IDisposable
{
    private static readonly Lazy<string?> Obstacle = new(FindObstacle);
    private readonly List<Process> _holders = [];
    private readonly int _brokers;
    private readonly int _subnet = FreeSubnet();

    /// <param name="brokers">How many.</param>
    public BrokerNetwork(int brokers)
    {
        _brokers = brokers;
        try
        {
            Hold();
            Switch("link add name switch type bridge", "link set dev switch up");
            for (var broker = 0; broker < brokers; broker++)
            {
                Hold();
                Ip([], Text($"link add name {Wire(broker)} type veth peer name front netns {Holder(broker)}"), Text($"addr add {Address(broker, 1)}/30 dev {Wire(broker)}"), Text($"link set dev {Wire(broker)} up"));
                Switch(Text($"link add name port{broker} type veth peer name back netns {Holder(broker)}"), Text($"link set dev port{broker} master switch up"));
                Ip(Within(broker), "link set dev lo up", Text($"addr add {Front(broker)}/30 dev front"), "link set dev front up", Text($"addr add {Back(broker)}/24 dev back"), "link set dev back up");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Why there can be none on this machine; null where there can.</summary>
    public static string? WhyNot => Obstacle.Value;

    /// <summary>Where homes and workers find it.</summary>
    public string Front(int broker) => Address(broker, 2);

    /// <summary>Where the other brokers find it.</summary>
    public static string Back(int broker) => Text($"192.0.2.{broker + 1}");

    /// <summary>What a command begins with that is to run where that broker is.</summary>
    public string[] Within(int broker) => ["nsenter", Text($"--net=/proc/{Holder(broker)}/ns/net")];

    /// <summary>Pulls its wire out of the switch: other brokers do not find it, homes and workers do.</summary>
    public void Cut(int broker) => Switch(Text($"link set dev port{broker} down"));

    /// <summary>Puts the wire back.</summary>
    public void Heal(int broker) => Switch(Text($"link set dev port{broker} up"));

    /// <summary>Takes all of it away.</summary>
    public void Dispose()
    {
        // At once, and not when the last process of a namespace is gone.
        foreach (var broker in Enumerable.Range(0, _brokers).Where(broker => Directory.Exists("/sys/class/net/" + Wire(broker))))
        {
            Ip([], "link del dev " + Wire(broker));
        }

        foreach (var holder in _holders)
        {
            holder.Kill();
            holder.WaitForExit();
            holder.Dispose();
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    // Of the addresses for trying networks out (RFC 2544), 256 of them that nobody has here; among themselves the brokers have some for documents (RFC 5737).
    private static int FreeSubnet()
    {
        var taken = NetworkInterface.GetAllNetworkInterfaces().SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address.ToString()).ToList();
        return Enumerable.Range(0, 256).OrderBy(_ => Random.Shared.Next()).First(subnet => !taken.Exists(address => address.StartsWith(Text($"198.18.{subnet}."), StringComparison.Ordinal)));
    }

    private static string? FindObstacle()
    {
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                Run(["unshare", "--net", "sh", "-c", "ip link add name wire type veth peer name end && ip link add name switch type bridge"]);
                return null;
            }

            return "Only root may give each broker a network of its own.";
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "No network of their own may be made for brokers here: " + refused.Message;
        }
    }

    private static void Ip(string[] within, params string[] commands)
    {
        foreach (var command in commands)
        {
            Run([.. within, "ip", .. command.Split(' ')]);
        }
    }

    private static void Run(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.Trim()}");
        }
    }

    // At most 15 letters, and nobody else's.
    private static string Wire(int broker) => Text($"pf{Environment.ProcessId}x{broker}");

    private string Address(int broker, int end) => Text($"198.18.{_subnet}.{(broker * 4) + end}");

    private int Holder(int broker) => _holders[broker + 1].Id;

    private void Switch(params string[] commands) => Ip(["nsenter", Text($"--net=/proc/{_holders[0].Id}/ns/net")], commands);

    // It has nothing to do but to be there until nobody can speak to it any more.
    private void Hold()
    {
        var holder = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", "echo there; exec cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _holders.Add(holder);
        if (holder.StandardOutput.ReadLine() is null)
        {
            throw new InvalidOperationException("unshare --net is refused");
        }
    }
}
