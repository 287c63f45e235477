using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace MlNetCnn.AspNetCore.Requests;

/// <summary>Decodes base64 in the text of JSON where it stands, so that an image in JSON needs no memory beside its text.</summary>
internal static class JsonBase64
{
    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Decodes the string that a reader is at. The reader is past it, so it can be overwritten.</summary>
    /// <param name="json">The text that the reader reads.</param>
    /// <param name="reader">The reader.</param>
    /// <param name="allowsWhiteSpace">Whether white space is passed over, such as the line breaks of MIME.</param>
    /// <returns>The bytes, within <paramref name="json"/>; null if the string is not base64 (RFC 4648, with padding).</returns>
    public static Memory<byte>? Decode(Memory<byte> json, in Utf8JsonReader reader, bool allowsWhiteSpace)
    {
        var start = (int)reader.TokenStartIndex + 1;
        var text = json.Span.Slice(start, reader.ValueSpan.Length);
        var length = reader.ValueIsEscaped ? Unescape(text) : text.Length;
        return length < 0
            || (!allowsWhiteSpace && text[..length].ContainsAny(WhiteSpace))
            || Base64.DecodeFromUtf8InPlace(text[..length], out var written) != OperationStatus.Done ? (Memory<byte>?)null : json.Slice(start, written);
    }

    // Many writers of JSON escape '+' and '/'. Returns the length, or -1 for what cannot be base64.
    private static int Unescape(Span<byte> text)
    {
        var to = 0;
        for (var from = 0; from < text.Length; from++)
        {
            var value = text[from];
            if (value == (byte)'\\')
            {
                from++;
                if (text[from] is (byte)'n' or (byte)'r' or (byte)'t')
                {
                    value = (byte)'\n';
                }
                else if (text[from] == (byte)'/')
                {
                    value = (byte)'/';
                }
                else if (text[from] == (byte)'u' && Utf8Parser.TryParse(text.Slice(from + 1, 4), out ushort code, out _, 'x') && code < 128)
                {
                    value = (byte)code;
                    from += 4;
                }
                else
                {
                    return -1;
                }
            }

            text[to++] = value;
        }

        return to;
    }
}
