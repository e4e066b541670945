using System.Globalization;
using Npgsql;

namespace PelvicFeedback.Hub.Cluster.Store;

/// <summary>Statements beside the record's own transactions: of the schema, of days, of what is too old.</summary>
internal static class Sql
{
    /// <summary>Does something.</summary>
    /// <returns>How many rows it changed.</returns>
    public static int Do(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Asks for one number; 0 when there is none.</summary>
    public static long Number(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar() is { } found and not DBNull ? Convert.ToInt64(found, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Asks for one text; null when there is none.</summary>
    public static string? Text(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteScalar() as string;
    }

    /// <summary>Asks for texts.</summary>
    public static List<string> Texts(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    // As long as it takes: a table of years is read through.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
