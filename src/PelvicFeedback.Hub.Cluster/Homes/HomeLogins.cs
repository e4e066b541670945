using System.Security.Cryptography;
using System.Text;
using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Store;
using PelvicFeedback.Messaging.Brokers;

namespace PelvicFeedback.Hub.Cluster.Homes;

/// <summary>
/// The homes' logins in the record. Of a password there is its SHA-256: it has 128 random bits, so nobody tries them all, however fast one try is, and a slow
/// hash would only make ten thousand homes wait that come back at once.
/// </summary>
internal static class HomeLogins
{
    /// <summary>The table, made where it is missing.</summary>
    public static int Make(Writing writing) => writing.Do("""
        CREATE TABLE IF NOT EXISTS login (
            site TEXT NOT NULL,
            patient TEXT NOT NULL,
            secret BYTEA NOT NULL,        -- SHA-256 of the home's password
            since BIGINT NOT NULL,
            PRIMARY KEY (site, patient)
        )
        """);

    /// <summary>Gives a home a new login, in place of the one that it had.</summary>
    /// <returns>Its password, which is nowhere else.</returns>
    public static string Give(Writing writing, PatientTopics topics, UtcInstant now)
    {
        var password = BrokerLogin.NewPassword();
        writing.Do(
            "INSERT INTO login VALUES ($1, $2, $3, $4) ON CONFLICT (site, patient) DO UPDATE SET secret = excluded.secret, since = excluded.since",
            topics.Site.ToString(), topics.Patient.ToString(), Hash(password), now.UnixMilliseconds);
        return password;
    }

    /// <summary>Takes a home's login away.</summary>
    public static void Take(Writing writing, PatientTopics topics) =>
        writing.Do("DELETE FROM login WHERE site = $1 AND patient = $2", topics.Site.ToString(), topics.Patient.ToString());

    /// <summary>Whether a home has a login.</summary>
    public static bool Has(Database database, PatientTopics topics) =>
        database.Rows("SELECT 1 FROM login WHERE site = $1 AND patient = $2", _ => true, topics.Site.ToString(), topics.Patient.ToString()) is [true];

    /// <summary>What is in the record of a password.</summary>
    public static byte[] Hash(string password) => SHA256.HashData(Encoding.UTF8.GetBytes(password));
}
