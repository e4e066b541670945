using System.Text;
using System.Text.Json;
using PelvicFeedback.Core.Messages;

namespace PelvicFeedback.Tests.Messages;

public class VectorTests
{
    public static TheoryData<string> Messages => new(Payloads.Readers.Keys);

    [Fact]
    public void Every_schema_has_vectors_and_a_reader()
    {
        var schemas = Directory.GetFiles(DocumentsOfMessages.Folder, "*.schema.json").Select(NameOf).Except(["envelope"]).Order().ToArray();
        Assert.Equal(schemas, Directory.GetFiles(DocumentsOfMessages.Folder, "*.vectors.json").Select(NameOf).Order());
        Assert.Equal(schemas, Payloads.Readers.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_schema_says_what_the_vectors_say(string message)
    {
        var schema = DocumentsOfMessages.Schema(message);
        var wrong = DocumentsOfMessages.Vectors(message)
            .Select(vector => (vector, Violation: schema.Violation(vector.Payload)))
            .Where(said => said.vector.Valid != said.Violation is null)
            .Select(said => $"{said.vector.Name}: {said.Violation ?? "The schema takes it."}");
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_decoder_says_what_the_vectors_say(string message)
    {
        var wrong = DocumentsOfMessages.Vectors(message)
            .Select(vector => (vector, Fault: Payloads.Readers[message](Encoding.UTF8.GetBytes(vector.Payload.GetRawText())).Fault))
            .Where(said => said.vector.Valid != said.Fault is null)
            .Select(said => $"{said.vector.Name}: {said.Fault?.ToString() ?? "The decoder takes it."}");
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void What_was_read_is_written_as_it_was(string message)
    {
        foreach (var vector in DocumentsOfMessages.Vectors(message).Where(vector => vector.Valid && !vector.Payload.TryGetProperty("later", out _)))
        {
            var payload = Encoding.UTF8.GetBytes(vector.Payload.GetRawText());
            using var written = JsonDocument.Parse(Payloads.Readers[message](payload).Written!);
            Assert.True(JsonElement.DeepEquals(vector.Payload, written.RootElement), $"{vector.Name}: {written.RootElement}");
            Assert.Equal(
                vector.Payload.EnumerateObject().Select(field => field.Name), written.RootElement.EnumerateObject().Select(field => field.Name));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Every_field_has_a_vector_without_it(string message)
    {
        var vectors = DocumentsOfMessages.Vectors(message);
        var fields = vectors[0].Payload.EnumerateObject().Select(field => "missing " + field.Name);
        Assert.Empty(fields.Except(vectors.Where(vector => !vector.Valid).Select(vector => vector.Name)));
        Assert.Equal(vectors.Count, vectors.Select(vector => vector.Name).Distinct().Count());
    }

    // A word added to the core and forgotten in a schema, or the other way round, is a message that one side refuses.
    [Fact]
    public void The_words_of_the_schemas_are_those_of_the_core()
    {
        var known = typeof(MessageReader).Assembly.GetTypes()
            .Where(type => type is { IsEnum: true, IsPublic: true })
            .Select(type => string.Join(' ', Enum.GetValues(type).Cast<object>().Select(WordOf).Order()))
            .ToHashSet();
        Assert.Contains("left right", known);
        var foreign = from file in Directory.GetFiles(DocumentsOfMessages.Folder, "*.schema.json")
                      from words in WordLists(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement)
                      where !known.Contains(words) && words != "fingertips hand none"
                      select $"{NameOf(file)}: {words}";
        Assert.Empty(foreign);
    }

    [Theory]
    [InlineData("""{"type":"string","uniqueItems":true}""")]
    [InlineData("""{"format":"email"}""")]
    [InlineData("""{"type":"decimal"}""")]
    public void The_validator_refuses_a_rule_that_it_does_not_check(string rule)
    {
        var folder = Directory.CreateTempSubdirectory("pelvicfeedback-test-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "x.json"), "{\"$id\":\"x.json\",\"properties\":{\"a\":" + rule + "}}");
            var schema = new SubsetSchema(folder.FullName, "x.json");
            using var value = JsonDocument.Parse("""{"a":"b"}""");
            Assert.Throws<NotSupportedException>(() => schema.Violation(value.RootElement));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string NameOf(string file) => Path.GetFileName(file).Split('.')[0];

    private static string WordOf(object value) => string.Concat(
        value.ToString()!.Select((letter, i) => char.IsUpper(letter) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(letter) : letter.ToString()));

    // The conditions under if, then and else may name some of the words only.
    private static IEnumerable<string> WordLists(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Where(rule => rule.Name != "allOf").SelectMany(rule => rule.Name == "enum"
            ? Words(rule.Value)
            : WordLists(rule.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(WordLists),
        _ => [],
    };

    private static IEnumerable<string> Words(JsonElement list)
    {
        var words = list.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!).Order().ToArray();
        return words.Length > 0 ? [string.Join(' ', words)] : [];
    }
}
