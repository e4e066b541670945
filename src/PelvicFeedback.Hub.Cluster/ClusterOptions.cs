using System.CommandLine;
using PelvicFeedback.Hub.Cluster.Brokers;
using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging;

namespace PelvicFeedback.Hub.Cluster;

/// <summary>The options that several commands have, and what they say.</summary>
internal static class ClusterOptions
{
    /// <summary>The brokers.</summary>
    public static readonly Option<string> Brokers = new("--broker-file") { HelpName = "FILE", Required = true, Description = "A file with the address of a broker a line: amqp://user:password@broker-1:5672/" };

    /// <summary>The record.</summary>
    public static readonly Option<string> Postgres = new("--postgres-file") { HelpName = "FILE", Required = true, Description = "A file whose first line is the connection to the PostgreSQL database" };

    /// <summary>How many shards there are.</summary>
    public static readonly Option<int> ShardCount = new("--shards") { HelpName = "N", Description = "How many shards there are; the same everywhere", DefaultValueFactory = _ => Shards.Usual };

    /// <summary>A worker's or a node's.</summary>
    public static readonly Option<string> Name = new("--name") { HelpName = "NAME", Required = true, Description = "The worker's or node's name, which no other has" };

    /// <summary>The record, opened as one of several.</summary>
    public static Database Record(ParseResult parsed) => SharedPostgres.Open(PostgresOf(parsed));

    /// <summary>The connection to it.</summary>
    public static string PostgresOf(ParseResult parsed) => MqttPassword.FromFile(parsed.GetValue(Postgres)!);

    /// <summary>The brokers.</summary>
    public static BrokerAddresses BrokersOf(ParseResult parsed) => BrokerAddresses.Read(parsed.GetValue(Brokers)!);

    /// <summary>How many shards there are.</summary>
    public static int ShardsOf(ParseResult parsed) =>
        parsed.GetValue(ShardCount) is >= 1 and <= 100 and var shards ? shards : throw new ArgumentException("--shards takes 1-100");
}
