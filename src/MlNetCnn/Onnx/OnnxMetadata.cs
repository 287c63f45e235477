using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Reads a model's metadata without reading its weights.</summary>
internal static class OnnxMetadata
{
    /// <summary>The prefix of the keys of a model card.</summary>
    public const string CardPrefix = "mlnetcnn.";

    /// <summary>The key that every model card has.</summary>
    public const string CardFormat = CardPrefix + "format";

    /// <summary>Whether MlNetCnn wrote the network, which then preprocesses its pixels itself.</summary>
    /// <param name="graph">The network.</param>
    public static bool IsOurs(OnnxGraph graph) => graph.GetMetadata(CardFormat) is not null;

    /// <summary>Returns the model's <c>metadata_props</c>; if a key occurs several times, the last one counts.</summary>
    /// <param name="bytes">The content of an <c>.onnx</c> file.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_ONNX</c> or <c>MODEL_EMPTY</c>.</exception>
    public static IReadOnlyDictionary<string, string> Read(byte[] bytes, string name)
    {
        try
        {
            var remarks = new Dictionary<string, string>(StringComparer.Ordinal);
            using var input = new CodedInputStream(bytes);
            uint tag;
            while ((tag = input.ReadTag()) != 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) != ModelProto.MetadataPropsFieldNumber)
                {
                    input.SkipLastField();
                    continue;
                }

                var entry = new StringStringEntryProto();
                input.ReadMessage(entry);
                remarks[entry.Key] = entry.Value;
            }

            return remarks;
        }
        catch (InvalidProtocolBufferException)
        {
            // The full reader reports what the bytes look like; if it accepts them after all, its result is used.
            return OnnxFile.Parse(bytes, name).Model.MetadataProps.ToLookup(p => p.Key, p => p.Value).ToDictionary(p => p.Key, p => p.Last());
        }
    }
}
