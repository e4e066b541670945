using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PelvicFeedback.Messaging.Store;

/// <summary>The tables, and how a file of an earlier version becomes one of this. A step, once released, is never changed.</summary>
internal static class StoreSchema
{
    /// <summary>Step n takes a file from version n (<c>PRAGMA user_version</c>) to n + 1.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE stream (
            stream TEXT PRIMARY KEY,
            motion INTEGER NOT NULL,      -- 1: pieces of raw motion, whose holes mean nothing
            last INTEGER NOT NULL         -- seq of its last event, those deleted since included
        ) WITHOUT ROWID;
        CREATE TABLE event (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            stream TEXT NOT NULL,
            seq INTEGER NOT NULL,
            topic TEXT NOT NULL,
            payload BLOB NOT NULL,        -- as published, byte for byte
            sha256 BLOB NOT NULL,         -- of the payload
            session TEXT,
            owed INTEGER NOT NULL,        -- 1: there was a hub to confirm it when it was committed
            settled INTEGER,              -- ms since 1970 when the hub confirmed it, or of its commit where there was none; null: still owed
            UNIQUE (stream, seq)
        );
        CREATE INDEX event_settled ON event (settled) WHERE settled IS NOT NULL;
        CREATE TABLE outbox (ordinal INTEGER PRIMARY KEY REFERENCES event (ordinal));
        CREATE TABLE alert (number INTEGER PRIMARY KEY, alert TEXT NOT NULL, start INTEGER NOT NULL, stream TEXT NOT NULL,
            seq INTEGER NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE TABLE snapshot (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE session (session TEXT PRIMARY KEY, began INTEGER NOT NULL, plan TEXT, bands TEXT, calibration TEXT, algorithm TEXT, left_axis TEXT);
        CREATE TABLE motion (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            session TEXT NOT NULL,
            stored INTEGER NOT NULL,      -- ms since 1970
            samples INTEGER NOT NULL,
            second BLOB NOT NULL          -- one second of samples
        );
        CREATE INDEX motion_session ON motion (session, ordinal);
        """,
        """
        ALTER TABLE stream ADD COLUMN gone INTEGER; -- when its last event was found gone, by the record's clock; null: it has some
        CREATE TABLE motion_owed (
            session TEXT PRIMARY KEY,     -- whose raw motion is to be sent
            after INTEGER NOT NULL        -- the motion row up to which it was handed over as events
        ) WITHOUT ROWID;
        """,
    ];

    public static int Newest => Steps.Length;

    /// <exception cref="StoreUnavailableException">A later version of the program wrote the file.</exception>
    public static void Migrate(SqliteConnection file, string path)
    {
        var version = VersionOf(file);
        if (version > Newest)
        {
            throw new StoreUnavailableException($"{path}: was written by a later version of this program (format {version}, known is {Newest}): install that version");
        }

        for (; version < Newest; version++)
        {
            using var step = file.BeginTransaction();
            using var command = file.CreateCommand();
            command.CommandText = Steps[version] + string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1};");
            command.ExecuteNonQuery();
            step.Commit();
        }
    }

    public static int VersionOf(SqliteConnection file)
    {
        using var command = file.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
