using MlNetCnn.Onnx.Format;
using Xunit;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training.Tests;

/// <summary>A folder of ONNX's test data: a model, its inputs and the expected outputs.</summary>
internal sealed class NodeTestCase
{
    // The tolerance of ONNX's own runner, which allows for other orders of summation.
    private const double Relative = 1e-3;
    private const double Absolute = 1e-6;

    private readonly string _folder;

    public NodeTestCase(string folder)
    {
        _folder = folder;
        Graph = OnnxFile.Parse(File.ReadAllBytes(Path.Combine(folder, "model.onnx")), folder);
    }

    public OnnxGraph Graph { get; }

    /// <summary>The folder in which Debian's package libonnx-testdata installs the data; null if it is not installed.</summary>
    public static string? Root { get; } = new[] { "/usr/lib/python3/dist-packages/onnx/backend/test/data" }.FirstOrDefault(Directory.Exists);

    public void Run()
    {
        foreach (var set in Directory.GetDirectories(_folder, "test_data_set_*"))
        {
            Run(set);
        }
    }

    private void Run(string set)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var module = new GraphModule(Graph, _folder, new GraphModuleOptions { FoldConstants = false });
        var feeds = module.Inputs.Select((name, i) => (name, Value: Widened(Read(set, $"input_{i}.pb"))))
            .ToDictionary(feed => feed.name, feed => feed.Value);
        var results = module.Run(feeds, module.Outputs);
        for (var i = 0; i < module.Outputs.Count; i++)
        {
            AssertEqual(Read(set, $"output_{i}.pb"), results[module.Outputs[i]]);
        }
    }

    private static TensorProto Read(string set, string file) => TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(set, file)));

    private static bool IsHalf(TensorProto constant) => constant.Kind() is DataType.Float16 or DataType.Bfloat16;

    private static Tensor Widened(TensorProto constant)
    {
        var value = TorchTensors.FromProto(constant);
        return IsHalf(constant) ? value.to_type(ScalarType.Float32) : value;
    }

    private static void AssertEqual(TensorProto expected, Tensor actual)
    {
        var requested = Widened(expected);
        Assert.Equal(requested.shape, actual.shape);
        Assert.Equal(requested.dtype, actual.dtype);
        double[] left = [.. requested.to_type(ScalarType.Float64).contiguous().data<double>()];
        double[] right = [.. actual.to_type(ScalarType.Float64).contiguous().data<double>()];
        for (var i = 0; i < left.Length; i++)
        {
            Assert.True(
                left[i].Equals(right[i]) || Math.Abs(left[i] - right[i]) <= Absolute + (Relative * Math.Abs(left[i])),
                $"number {i} is {right[i]} instead of {left[i]}");
        }
    }
}
