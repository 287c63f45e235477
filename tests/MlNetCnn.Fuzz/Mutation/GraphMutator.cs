using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Fuzz;

/// <summary>Connects the nodes of a network in cycles or to missing tensors, and moves its weights to external files that may not exist.</summary>
internal static class GraphMutator
{
    // The first name is the file itself, as named by the program that feeds it.
    private static readonly string[] Locations =
        ["current", "", ".", "..", "../current", "weights.bin", "/dev/zero", "/etc/passwd", "current/", "\0", "a/../current", "CON", "//current"];

    private static readonly string[] Numbers = ["0", "1", "-1", "4", "324", "4096", "9223372036854775807", "x", "", "18446744073709551615"];

    /// <summary>Returns the model with one to four changes.</summary>
    /// <param name="bytes">An ONNX model.</param>
    /// <param name="random">The source of the choices.</param>
    public static byte[] Change(byte[] bytes, SeededRandom random)
    {
        var model = ModelProto.Parser.ParseFrom(bytes);
        var graph = model.Graph;
        for (var change = random.Next(4); change >= 0; change--)
        {
            var node = graph.Node[random.Next(graph.Node.Count)];
            var other = graph.Node[random.Next(graph.Node.Count)];
            switch (random.Next(8))
            {
                case 0 when node.Input.Count > 0:
                    node.Input[random.Next(node.Input.Count)] = other.Output[0];
                    break;
                case 1:
                    node.Output[0] = other.Output[0];
                    break;
                case 2:
                    node.Output[0] = graph.Initializer[random.Next(graph.Initializer.Count)].Name;
                    break;
                case 3:
                    graph.Node.Add(other.Clone());
                    break;
                case 4:
                    graph.Output.Add(new ValueInfoProto { Name = other.Output[0] });
                    break;
                case 5:
                    for (var i = random.Next(300); i > 0; i--)
                    {
                        graph.Node.Add(new NodeProto { OpType = "Identity", Input = { $"loop{i}" }, Output = { $"loop{i - 1}" } });
                    }

                    graph.Node.Add(new NodeProto { OpType = "Add", Input = { "loop0", other.Output[0] }, Output = { random.Next(2) == 0 ? "loop1" : "loop300" } });
                    break;
                default:
                    MoveOut(graph.Initializer[random.Next(graph.Initializer.Count)], random);
                    break;
            }
        }

        return model.ToByteArray();
    }

    private static void MoveOut(TensorProto tensor, SeededRandom random)
    {
        var length = random.Next(3) == 0 ? Numbers[random.Next(Numbers.Length)] : $"{tensor.RawData.Length}";
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = random.Next(2) == 0 ? Locations[0] : Locations[random.Next(Locations.Length)] });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = random.Next(2) == 0 ? "0" : Numbers[random.Next(Numbers.Length)] });
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = length });
        if (random.Next(4) == 0 && tensor.Dims.Count > 0)
        {
            tensor.Dims[random.Next(tensor.Dims.Count)] = 1L << random.Next(63);
        }
    }
}
