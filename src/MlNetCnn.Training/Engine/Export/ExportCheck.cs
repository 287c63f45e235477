using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>Proves that a graph gives in ONNX Runtime, where it will be used, what the module gives that it was made from.</summary>
internal static class ExportCheck
{
    /// <summary>The largest difference that is let pass, in units of the largest number where that is above 1.</summary>
    public const double Tolerance = 1e-4;

    private const int Seed = 20;
    private const int UsualSize = 224;

    /// <summary>Runs both on the same random picture.</summary>
    /// <param name="module">The module, in evaluation.</param>
    /// <param name="graph">The graph made from it.</param>
    /// <exception cref="MlNetCnnException"><c>EXPORT_MISMATCH</c>.</exception>
    public static void Run(GraphModule module, OnnxGraph graph)
    {
        var port = graph.Inputs[0];
        var shape = Shape(port);
        var values = Values(port.Name, shape);
        var expected = InModule(module, values, shape);
        using var session = GraphRunner.Open(graph, module.Name);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)> { [port.Name] = (values, shape) };
        var actual = GraphRunner.Run(session, feed, [.. module.Outputs], module.Name);
        foreach (var (result, output) in actual.Zip(module.Outputs).Where(pair => pair.First?.Kind() == DataType.Float))
        {
            Compare(module.Name, output, expected[output], result!.ToFloats());
        }
    }

    private static Dictionary<string, float[]> InModule(GraphModule module, float[] values, long[] shape)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var image = tensor(values, shape);
        return module.Run(new Dictionary<string, Tensor> { [module.Inputs[0]] = image }, module.Outputs)
            .ToDictionary(result => result.Key, result => TorchTensors.ToFloats(result.Value));
    }

    private static void Compare(string name, string output, float[] expected, float[] actual)
    {
        var difference = expected.Length == actual.Length ? expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() : float.NaN;
        var scale = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty().Max());
        if (!(difference <= Tolerance * scale))
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ExportMismatch, $"'{name}' does not give in ONNX Runtime what it gave in training",
                expected: $"the output '{output}' to within {Tolerance * scale:0.#####}",
                received: float.IsNaN(difference) ? "numbers that are no numbers, or another shape" : $"a difference of {difference:0.#####}",
                fix: "train with a lower learning rate if the weights grew out of bounds; otherwise report the network");
        }
    }

    private static long[] Shape(ValueInfoProto port)
    {
        long[] usual = [2, 3, UsualSize, UsualSize];
        return port.Shape() is { } shape ? [.. shape.Select((size, i) => size ?? usual[Math.Min(i, 3)])] : usual;
    }

    private static float[] Values(string port, long[] shape)
    {
        var random = new Random(Seed);
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = port == GraphEditor.Image ? random.Next(256) : (random.NextSingle() * 2) - 1;
        }

        return values;
    }
}
