using Microsoft.Data.Sqlite;
using PelvicFeedback.Tests.Habits;

namespace PelvicFeedback.Tests.Hub;

/// <summary>The command <c>pelvicfeedback-hub</c> as a process of its own, which may be killed.</summary>
internal sealed class HubProcess(params string[] arguments) : ProgramProcess("pelvicfeedback-hub", arguments)
{
    /// <summary>Where its pages are, as it said.</summary>
    public string Address { get; set; } = "";

    public void Terminate() => Signal("TERM");

    /// <summary>As kill -9 would; the hub starts another.</summary>
    public void KillBroker()
    {
        using var broker = HubsBroker.Of(Id);
        broker.Kill();
    }

    /// <summary>Rows of a SQLite file, as text.</summary>
    public static List<string> Rows(string path, string sql)
    {
        using var file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        file.Open();
        using var command = file.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)));
        }

        return rows;
    }
}
