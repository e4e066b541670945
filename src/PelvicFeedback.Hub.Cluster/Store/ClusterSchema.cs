using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>
/// What the cluster's record has besides the hub's tables, and how one of before becomes one of now while workers of before write it. A step only adds, is in
/// nobody's way for longer than a moment, may be done again where it was broken off, and once released is never changed. See <c>docs/hub-cluster.md</c>.
/// </summary>
internal static class ClusterSchema
{
    private const string Noted = "cluster-format";

    /// <summary>Step n takes a record from the cluster's format n to n + 1.</summary>
    private static readonly Action<NpgsqlConnection>[] Steps =
    [
        EventDays.Introduce,
        SessionDays.Introduce,
    ];

    /// <summary>Does the steps that are missing; one at a time, whoever asks. What a later version has added is in nobody's way.</summary>
    public static void Migrate(NpgsqlConnection connection)
    {
        for (var format = Sql.Number(connection, $"SELECT CAST(value AS BIGINT) FROM note WHERE name = '{Noted}'"); format < Steps.Length; format++)
        {
            Steps[format](connection);
            Sql.Do(
                connection, "INSERT INTO note VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                Noted, (format + 1).ToString(CultureInfo.InvariantCulture));
        }
    }
}
