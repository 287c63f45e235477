using System.Globalization;
using System.Text.Json;

namespace MlNetCnn.AspNetCore.OpenInference;

/// <summary>Reads values of JSON, with the errors of the protocol.</summary>
internal static class InferJson
{
    public const int MaxDepth = 32;

    public static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Returns the error for an invalid request.</summary>
    public static OpenInferenceException Invalid(string message) => OpenInferenceException.Invalid(message);

    /// <summary>Returns the error for invalid JSON, with its place.</summary>
    public static OpenInferenceException Invalid(JsonException exception) => Invalid(
        string.Create(CultureInfo.InvariantCulture, $"the JSON is invalid, or deeper than {MaxDepth} levels, in line {exception.LineNumber + 1}, byte {
            exception.BytePositionInLine + 1}"));

    /// <summary>Returns the error for text with half of a surrogate pair, which the reader of JSON does not find invalid until it is read.</summary>
    public static OpenInferenceException NotUnicode() => Invalid("the JSON contains text that is not valid Unicode");

    public static void Expect(in Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
        {
            throw Invalid($"{what} must be {type switch
            {
                JsonTokenType.StartObject => "an object",
                JsonTokenType.StartArray => "an array",
                JsonTokenType.String => "a string",
                _ => "an integer",
            }}");
        }
    }

    public static bool Boolean(in Utf8JsonReader reader, string what) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Invalid($"{what} must be true or false"),
    };

    public static string Text(in Utf8JsonReader reader, string what)
    {
        Expect(in reader, JsonTokenType.String, what);
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Invalid($"{what} is not valid UTF-8, or has half of a surrogate pair");
        }
    }

    public static long Integer(in Utf8JsonReader reader, string what)
    {
        Expect(in reader, JsonTokenType.Number, what);
        return reader.TryGetInt64(out var value) && value >= 0 ? value : throw Invalid($"{what} must be an integer of at least 0");
    }

    /// <summary>Goes to the value of a member.</summary>
    /// <returns>Whether it is not null, which is as good as absent.</returns>
    public static bool Value(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType != JsonTokenType.Null;
    }

    /// <summary>Refuses a member that was read before: two of them could say two things.</summary>
    public static void Once(ref int seen, int member, string what)
    {
        if ((seen & member) != 0)
        {
            throw Invalid($"{what} occurs twice");
        }

        seen |= member;
    }

    public static void RefuseSharedMemory(in Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("shared_memory_region"u8))
        {
            throw Invalid("shared memory is not supported; send and receive data in the body");
        }
    }
}
