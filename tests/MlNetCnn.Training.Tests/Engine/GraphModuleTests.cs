using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class GraphModuleTests
{
    private static readonly long[] Shape = [2, 3, 16, 16];

    [Fact]
    public void Parameters_OfNetwork_AreItsWeightsUnderTheirNames()
    {
        var net = new NetBuilder(16);
        net.Node("Sub", net.Weight("mean", 1, 1, 3, 1, 1)).ConvNorm(4, 3).Node("Mul", net.Number(2)).Relu();
        var graph = net.Classify();
        using var module = new GraphModule(graph, "net");
        Assert.Equal(
            ["t2.weight", "t3.scale", "t3.shift", "t8.bias", "t8.weight"], module.Parameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["number", "t1.mean", "t3.mean", "t3.variance"], module.Buffers.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["t3.mean", "t3.variance"], module.State.Select(s => s.Key).Except(module.Parameters.Keys));
        Assert.All(module.Parameters.Values, weight => Assert.True(weight.requires_grad));
        Assert.Equal(graph.Initializer("t2.weight")!.ToFloats(), TorchTensors.ToFloats(module.Parameters["t2.weight"]));
    }

    [Fact]
    public void Run_FromATensorInside_ComputesTheSameAsTheWhole()
    {
        using var scope = NewDisposeScope();
        var graph = Networks.Make("ResNet-50");
        using var module = new GraphModule(graph, "net");
        var inside = graph.Proto.Node.Last(node => node.OpType == "Add").Output[0];
        var results = module.Run(new Dictionary<string, Tensor> { ["input"] = rand(2, 3, 64, 64) }, [inside, module.Outputs[0]]);
        var again = module.Run(new Dictionary<string, Tensor> { [inside] = results[inside] }, [module.Outputs[0]]);
        Assert.True(results[module.Outputs[0]].allclose(again[module.Outputs[0]], rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Run_RequestedBeforeAnActivation_IsNotOverwritten()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(new NetBuilder(16).Conv(4, 3, bias: true).Relu().Classify(), "net");
        var image = rand(Shape) - 0.5;
        var results = module.Run(new Dictionary<string, Tensor> { ["input"] = image }, ["t1", "t2"]);
        Assert.True(results["t1"].min().item<float>() < 0);
        Assert.True(results["t2"].eq(results["t1"].relu()).all().item<bool>());
        var fed = results["t1"].clone();
        Assert.True(module.Run(new Dictionary<string, Tensor> { ["t1"] = fed }, ["t2"])["t2"].eq(results["t2"]).all().item<bool>());
        Assert.True(fed.eq(results["t1"]).all().item<bool>());
        Assert.True(module.Forward(image, "t2").eq(results["t2"]).all().item<bool>());
    }

    [Fact]
    public void Run_UnknownOrUnfedTensor_NamesIt()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Small(), "net");
        var images = rand(Shape);
        Assert.Contains("'nothing'", Error("MODEL_NO_TENSOR", () => module.Forward(images, "nothing")));
        Assert.Contains("'input'", Error("MODEL_NO_TENSOR", () => module.Run(new Dictionary<string, Tensor>(), module.Outputs)));
    }

    [Fact]
    public void Forward_ImageWithOtherChannels_NamesTheNode()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Small(), "net");
        var message = Error("MODEL_NODE_FAILED", () => module.Forward(rand(2, 5, 16, 16)));
        Assert.Contains("ai.onnx:Conv (version 13) at node 't1'", message);
        Assert.Contains("[2, 5, 16, 16]", message);
    }

    [Fact]
    public void Construct_UnsupportedOperators_NamesDomainVersionAndNode()
    {
        var net = new NetBuilder(16).Node("Hardmax");
        net.Graph.Model.OpsetImport.Add(new MlNetCnn.Onnx.Format.OperatorSetIdProto { Domain = "my.domain", Version = 2 });
        net.Node("Foo").Graph.Proto.Node[^1].Domain = "my.domain";
        var graph = net.Finish();
        var message = Error("MODEL_OPERATOR_UNSUPPORTED", () => new GraphModule(graph, "net", new GraphModuleOptions { FoldConstants = false }));
        Assert.Contains("ai.onnx:Hardmax (version 13) at node 't1'; my.domain:Foo (version 2) at node 't2'", message);
    }

    [Fact]
    public void Construct_UnsupportedUse_ReportsIt()
    {
        var net = new NetBuilder(16);
        net.Node("Resize", "", net.Uniform("scales", 2, 2, 4), NodeAttributes.Of("mode", "cubicle"));
        Assert.Contains("mode 'cubicle'", Error("MODEL_OPERATOR_UNSUPPORTED", () => new GraphModule(net.Finish(), "net", new GraphModuleOptions { FoldConstants = false })));
    }

    [Fact]
    public void Construct_TooNewOpset_IsRefused()
    {
        Assert.Contains("(version 25)", Error("MODEL_OPERATOR_UNSUPPORTED", () => new GraphModule(new NetBuilder(16, opset: 25).Relu().Finish(), "net")));
    }

    [Fact]
    public void Train_FrozenStatistics_ChangesNoStatistics()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Small(), "net");
        var before = TorchTensors.ToFloats(module.Buffers["t2.mean"]);
        module.Train();
        module.Forward(rand(Shape));
        Assert.Equal(before, TorchTensors.ToFloats(module.Buffers["t2.mean"]));
    }

    [Fact]
    public void Train_UpdateStatistics_MovesThoseOfTrainedLayersOnly()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(new NetBuilder(16).ConvNorm(4, 3).ConvNorm(4, 3).Classify(), "net");
        module.Parameters["t2.scale"].requires_grad = false;
        var (frozen, trained) = (TorchTensors.ToFloats(module.Buffers["t2.mean"]), module.Buffers["t4.mean"].clone());
        module.Train(updateStatistics: true);
        var images = rand(Shape);
        var batch = module.Forward(images, "t3").mean([0, 2, 3]);
        module.Forward(images);
        Assert.Equal(frozen, TorchTensors.ToFloats(module.Buffers["t2.mean"]));
        Assert.True(module.Buffers["t4.mean"].allclose((trained * 0.9) + (batch * 0.1), rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Dropout_InTrainingAlone_DropsAndScales()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var net = new NetBuilder(16);
        using var module = new GraphModule(net.Node("Dropout", net.Number(0.25f)).Finish(), "net");
        var image = ones(Shape);
        Assert.Equal(TorchTensors.ToFloats(image), TorchTensors.ToFloats(module.Forward(image)));
        module.Train();
        var dropped = module.Forward(image);
        Assert.InRange(dropped.eq(0).to_type(ScalarType.Float32).mean().item<float>(), 0.2f, 0.3f);
        Assert.Equal(4 / 3f, dropped.max().item<float>(), 5);
    }

    [Fact]
    public void Forward_ImageInEitherLayout_ReturnsTheSame()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Small(), "net");
        var image = rand(Shape);
        Assert.Equal(
            TorchTensors.ToFloats(module.Forward(image)), TorchTensors.ToFloats(module.Forward(TorchTensors.ChannelsLast(image))));
    }

    [Theory]
    [MemberData(nameof(ImportExportParity.Architectures), MemberType = typeof(ImportExportParity))]
    public void Train_InSixteenBits_KeepsWeightsResultsAndGradientsInThirtyTwo(string name)
    {
        using var scope = NewDisposeScope();
        var graph = Networks.Make(name);
        using var module = new GraphModule(graph, name);
        var size = graph.Inputs[0].Shape()![2]!.Value;
        using var random = new Generator(3);
        var images = rand([2, 3, size, size], generator: random);
        var expected = module.Forward(images);
        module.Train(precision: ScalarType.BFloat16);
        var actual = module.Forward(images);
        Assert.Equal(ScalarType.Float32, actual.dtype);
        // bfloat16 keeps 8 bits, and an untrained network returns nearly the same for every image: a small difference of large numbers.
        Assert.InRange((actual - expected).norm().item<float>() / expected.norm().item<float>(), 1e-6f, 0.5f);
        actual.sum().backward();
        Assert.All(module.Parameters.Values, weight => Assert.Equal((ScalarType.Float32, ScalarType.Float32), (weight.dtype, weight.grad!.dtype)));
    }

    [Fact]
    public void ToGraph_NaNWeights_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var module = new GraphModule(Small(), "net");
        using (no_grad())
        {
            module.Parameters["t1.weight"].fill_(float.NaN);
        }

        Error("EXPORT_MISMATCH", () => module.ToGraph());
    }

    [Fact]
    public void ToGraph_FoldedBatchNorm_LeavesNoneAndKeepsTheMode()
    {
        using var module = new GraphModule(Networks.Make("ResNet-50"), "net");
        module.Train(updateStatistics: true);
        Assert.Contains(module.ToGraph().Proto.Node, node => node.OpType == "BatchNormalization");
        Assert.DoesNotContain(module.ToGraph(foldBatchNorm: true).Proto.Node, node => node.OpType == "BatchNormalization");
        Assert.Equal(new ExecutionMode(true, true, null), module.Mode);
    }

    [Fact]
    public void ForwardAndBackward_FiftyTimes_LeavesNoTensorAlive()
    {
        using var module = new GraphModule(Networks.Make("MobileNetV3"), "net");
        using var optimizer = optim.AdamW(module.Parameters.Values, 1e-3);
        using var images = rand(2, 3, 64, 64);
        using var labels = tensor([1L, 3L]);
        module.Train(updateStatistics: true);
        var alive = new List<long>();
        for (var pass = 0; pass < 52; pass++)
        {
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                nn.functional.cross_entropy(module.Forward(images), labels).backward();
                optimizer.step();
            }

            alive.Add(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
        }

        // The first passes create gradients and the optimizer state.
        Assert.Single(alive.Skip(2).Distinct());
    }

    private static OnnxGraph Small() => new NetBuilder(16).ConvNorm(4, 3).Relu().Classify();

    private static string Error(string code, Func<object> action)
    {
        var exception = Assert.Throws<MlNetCnnException>(action);
        Assert.Equal(code, exception.Code);
        return exception.Message;
    }
}
