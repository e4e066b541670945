using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Hub.Cluster.Brokers;

/// <summary>Which shard a patient is in, and which worker a shard would rather have. Both are the same on every machine, and for good.</summary>
internal static class Shards
{
    /// <summary>How many there are, unless told otherwise.</summary>
    public const int Usual = 12;

    /// <summary>A patient's shard.</summary>
    public static int Of(PatientTopics topics, int shards) => (int)(Hash(topics.Prefix) % (ulong)shards);

    /// <summary>
    /// How much a shard belongs to a worker: of those that are there the one with the most has it. So each shard has an order of its own, in which a worker
    /// that comes or goes moves nobody else.
    /// </summary>
    public static ulong Claim(string worker, string queue) => Hash(worker + "/" + queue);

    private static ulong Hash(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
