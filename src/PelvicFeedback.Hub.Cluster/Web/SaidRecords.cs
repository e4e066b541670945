using PelvicFeedback.Core.Messages;
using PelvicFeedback.Hub.Store;

namespace PelvicFeedback.Hub.Cluster.Web;

/// <summary>What a home said last on a topic.</summary>
/// <param name="Topics">Whose home.</param>
/// <param name="Topic">Of <see cref="WebTopology.Lasting"/>.</param>
/// <param name="Payload">As it came.</param>
internal readonly record struct Said(PatientTopics Topics, string Topic, byte[] Payload);

/// <summary>What homes said last, in the record: brokers of a cluster retain it each for itself, and give it to no AMQP queue.</summary>
internal static class SaidRecords
{
    /// <summary>Takes note. Of one home's topic there is one at most in a batch; those of homes that may not come are left out.</summary>
    public static void Keep(this Writing writing, IReadOnlyCollection<Said> batch)
    {
        // So that what is seen with a number is everything before it.
        writing.Alone("said");
        writing.Do(
            """
            INSERT INTO said (site, patient, topic, number, payload)
            SELECT site, patient, topic, nextval('said_number'), payload
            FROM unnest($1, $2, $3, $4) AS heard (site, patient, topic, payload) JOIN patient USING (site, patient) WHERE standing = 'active'
            ON CONFLICT (site, patient, topic) DO UPDATE SET number = excluded.number, payload = excluded.payload
            """,
            batch.Select(one => one.Topics.Site.ToString()).ToArray(),
            batch.Select(one => one.Topics.Patient.ToString()).ToArray(),
            batch.Select(one => one.Topic).ToArray(),
            batch.Select(one => one.Payload).ToArray());
    }

    /// <summary>What was said at some sites after a number, in its order.</summary>
    /// <param name="database">The record.</param>
    /// <param name="since">Of each site the number that was seen last; 0 for none.</param>
    public static List<(Said Said, long Number)> SaidSince(this Database database, IReadOnlyCollection<(Pseudonym Site, long Last)> since) => database.Rows(
        "SELECT site, patient, topic, number, payload FROM said JOIN unnest($1, $2) AS asked (site, last) USING (site) WHERE number > last ORDER BY number",
        row => (new Said(new(Pseudonym.Parse(row.GetString(0)), Pseudonym.Parse(row.GetString(1))), row.GetString(2), row.GetFieldValue<byte[]>(4)), row.GetInt64(3)),
        since.Select(one => one.Site.ToString()).ToArray(),
        since.Select(one => one.Last).ToArray());

    /// <summary>The homes of some sites that may not come.</summary>
    public static List<PatientTopics> ShutOut(this Database database, IEnumerable<Pseudonym> sites) => database.Rows(
        "SELECT site, patient FROM patient WHERE site = ANY($1) AND standing <> 'active'",
        row => new PatientTopics(Pseudonym.Parse(row.GetString(0)), Pseudonym.Parse(row.GetString(1))),
        [sites.Select(site => site.ToString()).ToArray()]);

    /// <summary>Deletes what homes said that may not come any more.</summary>
    public static int ForgetSaid(this Writing writing) =>
        writing.Do("DELETE FROM said USING patient WHERE patient.site = said.site AND patient.patient = said.patient AND standing <> 'active'");

    /// <summary>The patients whose newest plan was not answered, and whose home said last that it is connected.</summary>
    public static List<(long Number, PatientTopics Topics)> OwedAndLinked(this Database database) => database.Rows(
        """
        SELECT patient.number, patient.site, patient.patient
        FROM plan AS newest JOIN patient ON patient.number = newest.patient JOIN said ON said.site = patient.site AND said.patient = patient.patient AND topic = 'link'
        WHERE answer = 'waiting' AND standing = 'active' AND said.payload = '1'
        AND revision = (SELECT MAX(revision) FROM plan WHERE plan.patient = newest.patient)
        """,
        row => (row.GetInt64(0), new PatientTopics(Pseudonym.Parse(row.GetString(1)), Pseudonym.Parse(row.GetString(2)))));
}
