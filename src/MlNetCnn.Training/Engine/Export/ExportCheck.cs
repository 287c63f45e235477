using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>Checks that an exported graph returns the same outputs in ONNX Runtime, where it will be used, as the module that it was made from.</summary>
internal static class ExportCheck
{
    /// <summary>The largest accepted difference, relative to the largest value if that is above 1.</summary>
    public const double Tolerance = 1e-4;

    private const int Seed = 20;
    private const int UsualSize = 224;

    /// <summary>Runs both on the same random image.</summary>
    /// <param name="module">The module, in evaluation mode.</param>
    /// <param name="graph">The graph exported from it.</param>
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
                ErrorKind.Model, ErrorCodes.ExportMismatch, $"'{name}' returns other values in ONNX Runtime than in training",
                expected: $"the output '{output}' to within {Tolerance * scale:0.#####}",
                received: float.IsNaN(difference) ? "NaN values, or another shape" : $"a difference of {difference:0.#####}",
                fix: "use a lower learning rate if the weights diverged; otherwise report the network as a bug");
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
