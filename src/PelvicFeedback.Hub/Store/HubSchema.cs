namespace PelvicFeedback.Hub.Store;

/// <summary>The tables, and how a record of an earlier format becomes one of this. A step, once released, is never changed. See <c>docs/hub-store.md</c>.</summary>
internal static class HubSchema
{
    /// <summary>Step n takes a record from format n to n + 1. Times are milliseconds since 1970.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        CREATE TABLE patient (
            number BIGINT PRIMARY KEY,
            site TEXT NOT NULL,
            patient TEXT NOT NULL,
            name TEXT,                    -- what the clinic calls the patient; null once erased
            standing TEXT NOT NULL,       -- active, revoked, erased
            bytes BIGINT NOT NULL,
            facts TEXT NOT NULL,          -- JSON
            since BIGINT NOT NULL,
            UNIQUE (site, patient)
        );
        CREATE TABLE stream (
            patient BIGINT NOT NULL,
            stream TEXT NOT NULL,
            motion BIGINT NOT NULL,       -- 1: pieces of raw motion
            through BIGINT NOT NULL,      -- stored without a hole up to here
            islands TEXT NOT NULL,        -- stored beyond it: 5-9 12-12
            newest BIGINT NOT NULL,       -- when the last new event came
            PRIMARY KEY (patient, stream)
        );
        CREATE TABLE event (
            patient BIGINT NOT NULL,
            stream TEXT NOT NULL,
            seq BIGINT NOT NULL,
            kind TEXT NOT NULL,
            session TEXT,
            at BIGINT NOT NULL,           -- as the home says
            received BIGINT NOT NULL,     -- by the hub's clock
            doubtful BIGINT NOT NULL,     -- 1: the home's clock cannot be right
            sha256 BLOB NOT NULL,         -- of the payload
            payload BLOB NOT NULL,        -- as it came, byte for byte
            PRIMARY KEY (patient, stream, seq)
        );
        CREATE INDEX event_session ON event (patient, session);
        CREATE INDEX event_received ON event (received);
        CREATE TABLE aside (
            patient BIGINT NOT NULL,
            stream TEXT NOT NULL,
            seq BIGINT NOT NULL,
            sha256 BLOB NOT NULL,
            why TEXT NOT NULL,            -- conflict, revoked
            received BIGINT NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (patient, stream, seq, sha256)
        );
        CREATE TABLE alarm (
            patient BIGINT NOT NULL,
            alarm TEXT NOT NULL,          -- session or event, and kind
            kind TEXT NOT NULL,
            priority BIGINT NOT NULL,     -- 0 low, 1 medium, 2 high
            event TEXT NOT NULL,
            at BIGINT NOT NULL,
            received BIGINT NOT NULL,
            acknowledged BIGINT,          -- when; null: not yet
            acknowledged_by TEXT,
            reason TEXT,
            snoozed BIGINT,               -- until when
            PRIMARY KEY (patient, alarm)
        );
        CREATE TABLE account (
            name TEXT PRIMARY KEY,
            site TEXT NOT NULL,
            roles TEXT NOT NULL,
            password TEXT NOT NULL,       -- hashed
            stamp TEXT NOT NULL,          -- changed, it ends every sign-in
            failures BIGINT NOT NULL,
            locked BIGINT NOT NULL        -- until when
        );
        CREATE TABLE audit (
            site TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            patient TEXT,
            detail TEXT NOT NULL,
            hash BLOB NOT NULL,           -- of the one before and of this one
            PRIMARY KEY (site, number)
        );
        CREATE TABLE code (
            secret BLOB PRIMARY KEY,      -- SHA-256 of a pairing code's secret
            patient BIGINT NOT NULL,
            expires BIGINT NOT NULL
        );
        """,
        """
        CREATE TABLE weekly (
            patient BIGINT PRIMARY KEY,
            sessions BIGINT NOT NULL,     -- a week, as agreed on
            since BIGINT NOT NULL
        );
        CREATE INDEX alarm_open ON alarm (patient) WHERE acknowledged IS NULL;
        CREATE INDEX alarm_received ON alarm (received);
        CREATE INDEX stream_holed ON stream (patient) WHERE islands <> '';
        """,
        """
        CREATE TABLE plan (
            patient BIGINT NOT NULL,
            revision BIGINT NOT NULL,     -- from 1; the largest is the one that counts
            plan TEXT NOT NULL,           -- JSON, as in docs/messages/plan.schema.json
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            answer TEXT NOT NULL,         -- of the home: waiting, accepted, refused
            reason TEXT,                  -- of a refusal
            answered BIGINT,
            PRIMARY KEY (patient, revision)
        );
        CREATE TABLE decision (
            patient BIGINT NOT NULL,
            proposal TEXT NOT NULL,       -- session, exercise, side
            decision TEXT NOT NULL,       -- accept, decline
            reason TEXT NOT NULL,
            at BIGINT NOT NULL,
            who TEXT NOT NULL,
            PRIMARY KEY (patient, proposal)
        );
        """,
        """
        ALTER TABLE account ADD COLUMN given BIGINT NOT NULL DEFAULT 0;  -- 1: the password is the one that was shown once, and is to be changed first
        UPDATE account SET given = 1 WHERE NOT EXISTS (
            SELECT 1 FROM audit WHERE audit.site = account.site AND audit.who = account.name AND audit.what = 'changed-password');
        """,
    ];

    public static int Newest => Steps.Length;

    public static string Step(long format) => Steps[format];
}
