using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Reads a model's own remarks without reading its weights.</summary>
internal static class OnnxMetadata
{
    /// <summary>What the keys of a model card begin with.</summary>
    public const string CardPrefix = "mlnetcnn.";

    /// <summary>The key of a model card that every one has.</summary>
    public const string CardFormat = CardPrefix + "format";

    /// <summary>Whether MlNetCnn wrote the network, which then prepares its pixels itself.</summary>
    /// <param name="graph">The network.</param>
    public static bool IsOurs(OnnxGraph graph) => graph.GetMetadata(CardFormat) is not null;

    /// <summary>The model's <c>metadata_props</c>; of entries with the same key the last one counts.</summary>
    /// <param name="bytes">The content of an <c>.onnx</c> file.</param>
    /// <param name="name">How the model is called in messages.</param>
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
            // The full reader says what the bytes look like; where it takes them after all, so do we.
            return OnnxFile.Parse(bytes, name).Model.MetadataProps.ToLookup(p => p.Key, p => p.Value).ToDictionary(p => p.Key, p => p.Last());
        }
    }
}
