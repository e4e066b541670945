using PelvicFeedback.Hub.Cluster.Store;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>The tables that web nodes need besides the hub's own. Only ever added to, so that nodes of two versions run beside each other.</summary>
internal static class WebTables
{
    private const string Tables = """
        CREATE SEQUENCE IF NOT EXISTS said_number;
        CREATE TABLE IF NOT EXISTS said (
            site TEXT NOT NULL,
            patient TEXT NOT NULL,
            topic TEXT NOT NULL,          -- state, link
            number BIGINT NOT NULL,       -- grows with each that is said
            payload BYTEA NOT NULL,       -- as it came
            PRIMARY KEY (site, patient, topic)
        ) WITH (fillfactor = 70);
        CREATE INDEX IF NOT EXISTS said_since ON said (site, number);
        CREATE INDEX IF NOT EXISTS plan_waiting ON plan (patient) WHERE answer = 'waiting';
        CREATE TABLE IF NOT EXISTS sign_in_key (
            name TEXT PRIMARY KEY,
            xml TEXT NOT NULL             -- whoever reads it can sign in as anybody
        );
        """;

    /// <summary>Makes what is missing.</summary>
    public static void Make(Database database) => database.Write(writing =>
    {
        writing.Alone("web tables");
        writing.Do(Tables);
    });

    /// <summary>Lets one web node start at a time: the first one makes what all have in common, the keys of sign-ins and the first account.</summary>
    /// <returns>Lets the next one in.</returns>
    public static IDisposable Turn(string connection) => SessionLock.Take(connection, SharedLocks.Start);
}
