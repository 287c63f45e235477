using MlNetCnn.Onnx.Format;
using Xunit;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Tests;

public sealed class InputTests
{
    public static TheoryData<string> Presets => ["imagenet", "inception", "caffe", "rescale", "none", "mean=1,2,3;std=4,5,6;order=bgr"];

    [Theory]
    [MemberData(nameof(Presets))]
    public void FromFile_AnyPreprocessing_IsBakedIn(string preprocessing)
    {
        var net = TinyNet.WithBody().Classify();
        var backbone = Running.AssertSameLogits(net, net.Graph, Preprocessing.Parse(preprocessing));
        Assert.DoesNotContain(backbone.FeatureGraph.Proto.Node, n => n.OpType == "Gather");
    }

    [Theory]
    [InlineData("N", "c", 8, 8, 8, 8)]
    [InlineData("N", 3, "h", 8, 8, 8)]
    [InlineData("N", 3, 16, -1, 16, 16)]
    [InlineData("N", 3, 0, 8, 8, 8)]
    [InlineData("N", 3, int.MinValue, 8, 8, 8)]
    [InlineData("N", "c", "h", 8, 8, 8)]
    public void FromFile_SomeSidesFree_TakesTheImageAsWideAsHigh(object batch, object channels, object height, object width, int wantedHeight, int wantedWidth)
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody(13, batch, channels, height, width).Classify();

        // The helper's input declaration omits sizes below 0; files declare them.
        var dimensions = net.Graph.Proto.Input[0].Type.TensorType.Shape.Dim;
        foreach (var (axis, size) in new[] { batch, channels, height, width }.Index())
        {
            if (size is int declared)
            {
                dimensions[axis].DimValue = declared;
            }
        }

        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.None);
        Assert.Equal((wantedHeight, wantedWidth), (backbone.InputHeight, backbone.InputWidth));
    }

    [Fact]
    public void FromFile_BlueFirstWhereNoConvolutionReadsTheImage_GathersChannels()
    {
        var net = new TinyNet().Node("Relu").Body().Classify();
        var backbone = Running.AssertSameLogits(net, net.Graph, Preprocessing.Caffe);
        Assert.Contains(backbone.FeatureGraph.Proto.Node, n => n.OpType == "Gather");
    }

    [Fact]
    public void FromFile_ChannelsLastTurnedAtOnce_NeedsNoTranspose()
    {
        var net = new TinyNet(shape: ["N", TinyNet.Size, TinyNet.Size, 3]).Transpose(0, 3, 1, 2).Body().Classify();
        var backbone = Running.AssertSameLogits(net, net.Graph, channelsLast: true);
        Assert.DoesNotContain(backbone.FeatureGraph.Proto.Node, n => n.OpType == "Transpose");
    }

    [Fact]
    public void FromFile_ChannelsLastReadAsSuch_IsTurned()
    {
        var net = new TinyNet(shape: ["N", TinyNet.Size, TinyNet.Size, 3]);
        net.Node("Mul", net.Weight("scale", 3)).Transpose(0, 3, 1, 2).Body().Classify();
        Running.AssertSameLogits(net, net.Graph, Preprocessing.Caffe, channelsLast: true);
    }

    [Fact]
    public void FromFile_ChannelsLastOfUnstatedShape_IsRecognizedByItsTranspose()
    {
        var net = new TinyNet(shape: ["N", "H", "W", "C"]).Transpose(0, 3, 1, 2).Body().Classify();
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.Rescale);
        Assert.Equal((224, TinyNet.Channels), (backbone.InputHeight, backbone.FeatureCount));
    }

    [Fact]
    public void FromFile_MatMulOverChannelsLastMap_AveragesOverHeightAndWidth()
    {
        var net = TinyNet.WithBody().Transpose(0, 2, 3, 1).MatMulHead().Transpose(0, 3, 1, 2).Pool().Flatten().Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet);
        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);
        var expected = Running.Run(
            net.Graph, net.Tensor, "input", Running.Prepare(pixels, 1, Preprocessing.ImageNet), 1, 3, TinyNet.Size, TinyNet.Size);
        var classifier = GraphEditor.WithLinearHead(backbone.FeatureGraph, net.HeadWeights, net.HeadBias);
        Running.AssertClose(expected, Running.Run(classifier, "logits", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size));
    }

    [Theory]
    [InlineData("Uint8")]
    [InlineData("Int32")]
    public void FromFile_IntegerPixels_AreRoundedAndCast(string type)
    {
        var net = new TinyNet(type: Enum.Parse<DataType>(type)).Named("Cast", "pixels", NodeAttributes.Of("to", (long)DataType.Float))
            .Body().Classify();
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.None);
        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);

        float[] nearly = [.. pixels.Select((p, i) => i % 2 == 0 ? p + 0.4f : p - 0.4f)];
        float[] Features(float[] values) =>
            Running.Run(backbone.FeatureGraph, "features", "image", values, 1, 3, TinyNet.Size, TinyNet.Size);
        Assert.Equal(Features(pixels), Features(nearly));

        var twin = new TinyNet().Body().Classify();
        var expected = Running.Run(twin.Graph, "fc", "input", pixels, 1, 3, TinyNet.Size, TinyNet.Size);
        var classifier = GraphEditor.WithLinearHead(backbone.FeatureGraph, twin.HeadWeights, twin.HeadBias);
        Running.AssertClose(expected, Running.Run(classifier, "logits", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size));
    }

    [Fact]
    public void FromFile_IntegerPixelsAndNormalization_IsRefused()
    {
        var net = new TinyNet(type: DataType.Uint8).Named("Cast", "pixels", NodeAttributes.Of("to", 1)).Body().Classify();
        AssertRefused(net, "MODEL_INTEGER_INPUT");
    }

    [Fact]
    public void FromFile_DoubleNetwork_DeliversSingleFeatures()
    {
        var net = new TinyNet(type: DataType.Double).Named("Cast", "pixels", NodeAttributes.Of("to", (long)DataType.Float)).Body()
            .Pool().Flatten()
            .Node("Cast", NodeAttributes.Of("to", (long)DataType.Double));
        var features = net.Tensor;
        net.Graph.AddOutput(features, DataType.Double, "N", TinyNet.Channels);
        using var folder = new TemporaryFolder();
        Running.AssertPorts(Backbone.FromFile(net.Save(folder), Preprocessing.Inception, featureTensor: features));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FromFile_SixteenBitFloats_AreWidened(bool port)
    {
        var net = new TinyNet(type: port ? DataType.Float16 : DataType.Float);
        if (!port)
        {
            net.Node("Cast", NodeAttributes.Of("to", (long)DataType.Float16));
        }

        net.Body().Pool().Flatten().GemmHead();
        if (!port)
        {
            net.Named("Cast", "scores", NodeAttributes.Of("to", (long)DataType.Float));
        }

        net.Graph.AddOutput(net.Tensor, port ? DataType.Float16 : DataType.Float, "N", TinyNet.Classes);
        foreach (var tensor in net.Graph.Proto.Initializer)
        {
            Halve(tensor);
        }

        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet);
        Assert.All(backbone.FeatureGraph.Proto.Initializer, t => Assert.Equal(DataType.Float, t.Kind()));

        // The reference is the same network with the rounded weights in 32 bits.
        var twin = new TinyNet().Body().Classify();
        foreach (var tensor in twin.Graph.Proto.Initializer)
        {
            tensor.SetFloats([.. tensor.ToFloats().Select(v => (float)(Half)v)]);
        }

        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);
        var expected = Running.Run(
            twin.Graph.Exposing(twin.Graph.Producer("fc")!.Input[0]), twin.Graph.Producer("fc")!.Input[0], "input",
            Running.Prepare(pixels, 1, Preprocessing.ImageNet), 1, 3, TinyNet.Size, TinyNet.Size);
        Running.AssertClose(expected, Running.Run(backbone.FeatureGraph, "features", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TinyNet.Channels)]
    public void FromFile_BatchFixedInReshape_IsFreed(int rest)
    {
        var net = TinyNet.WithBody(13, 1, 3, TinyNet.Size, TinyNet.Size).Pool().Reshape(1, rest).GemmHead().Output(1, TinyNet.Classes);
        Running.AssertSameLogits(net, net.Graph);
    }

    [Fact]
    public void FromFile_BatchFixedAtFour_IsFreed()
    {
        var net = TinyNet.WithBody(13, 4, 3, TinyNet.Size, TinyNet.Size).Pool().Reshape(4, -1).GemmHead().Output(4, TinyNet.Classes);
        using var folder = new TemporaryFolder();
        Running.AssertPorts(Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet));
    }

    [Fact]
    public void FromFile_ChannelShuffleWithFixedBatch_IsFreed()
    {
        var net = TinyNet.WithBody(13, 1, 3, TinyNet.Size, TinyNet.Size).Reshape(1, 2, 3, 4, 4).Transpose(0, 2, 1, 3, 4).Reshape(1, 6, 4, 4)
            .Pool().Flatten().GemmHead().Output(1, TinyNet.Classes);
        Running.AssertSameLogits(net, net.Graph);
    }

    [Fact]
    public void FromFile_BatchThatCannotBeFreed_IsRefused()
    {
        var net = TinyNet.WithBody(13, 1, 3, TinyNet.Size, TinyNet.Size).Pool().Flatten();
        net.Node("Concat", net.Weight("extra", 1, 2), NodeAttributes.Of("axis", 1)).GemmHead(features: 8).Output(1, TinyNet.Classes);
        AssertRefused(net, "MODEL_BATCH_FIXED");
    }

    [Fact]
    public void FromFile_ImagesLaidOneAfterTheOther_IsRefused()
    {
        // The values are correct for two images, but they are in one row.
        var net = TinyNet.WithBody(13, 1, 3, TinyNet.Size, TinyNet.Size).Pool().Transpose(1, 0, 2, 3).Transpose(1, 0, 2, 3)
            .Reshape(1, -1).GemmHead().Output(1, TinyNet.Classes);
        AssertRefused(net, "MODEL_BATCH_FIXED");
    }

    [Fact]
    public void FromFile_ImagesMixedWithinTheBatch_IsRefused()
    {
        var net = TinyNet.WithBody().Pool().Flatten();
        net.Named("ReduceMean", "mean", NodeAttributes.Of("axes", [0]), NodeAttributes.Of("keepdims", 1));
        var features = net.Graph.Producer("mean")!.Input[0];
        net.Tensor = features;
        net.Node("Add", "mean").GemmHead().Output("N", TinyNet.Classes);
        AssertRefused(net, "MODEL_BATCH_FIXED");
    }

    [Theory]
    [InlineData(null, 224)]
    [InlineData(32, 32)]
    public void FromFile_FreeHeightAndWidth_TakesTheGivenSizeOr224(int? given, int expected)
    {
        var net = TinyNet.WithBody(13, "N", 3, "H", "W").Classify();
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet, inputSize: given);
        Assert.Equal((expected, expected), (backbone.InputHeight, backbone.InputWidth));
        Running.AssertPorts(backbone);
    }

    [Fact]
    public void FromFile_OtherSizeThanTheFileFixes_IsRefused()
    {
        var net = TinyNet.WithBody().Classify();
        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        var exception = Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.None, inputSize: 9));
        Assert.Equal("MODEL_INPUT_SIZE", exception.Code);
    }

    [Fact]
    public void FromFile_PortNamesOfOursInsideTheFile_DoNotCollide()
    {
        var net = new TinyNet(input: "image").Conv(4).Named("Relu", "features").Conv(TinyNet.Channels, stride: 2)
            .Named("Relu", "logits").Pool().Named("Flatten", "Score", NodeAttributes.Of("axis", 1))
            .GemmHead().Output("N", TinyNet.Classes);
        Running.AssertSameLogits(net, net.Graph);
    }

    [Fact]
    public void FromFile_TwoInputs_IsRefused()
    {
        var net = TinyNet.WithBody().Pool().Flatten();
        net.Graph.SetInputs([.. net.Graph.Proto.Input, GraphInputs.Create("age", DataType.Float, ["N", TinyNet.Channels])]);
        net.Node("Add", "age").GemmHead().Output("N", TinyNet.Classes);
        AssertRefused(net, "MODEL_MANY_INPUTS");
    }

    [Fact]
    public void FromFile_SecondInputAfterTheFeatures_DoesNotMatter()
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead();
        net.Graph.SetInputs([.. net.Graph.Proto.Input, GraphInputs.Create("mask", DataType.Float, ["N", TinyNet.Classes])]);
        net.Node("Sub", "mask").Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        Running.AssertPorts(Backbone.FromFile(path, Preprocessing.ImageNet));
        var graph = OnnxFile.Load(path);
        FeatureGraphBuilder.Normalize(graph, path);
        Assert.False(FeatureGraphBuilder.Cut(graph, path, Preprocessing.None, null, null, forComparison: true).HasScores);
    }

    [Fact]
    public void FromFile_VectorInput_IsRefused()
    {
        var net = new TinyNet(shape: ["N", TinyNet.Channels]).Node("Relu").GemmHead().Output("N", TinyNet.Classes);
        AssertRefused(net, "MODEL_NO_IMAGE_INPUT");
    }

    [Fact]
    public void FromFile_GrayImages_IsRefused()
    {
        var net = new TinyNet(shape: ["N", 1, TinyNet.Size, TinyNet.Size]);
        net.Node("Conv", net.Weight("conv.weight", TinyNet.Channels, 1, 3, 3)).Classify();
        AssertRefused(net, "MODEL_NO_IMAGE_INPUT");
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(OnnxLimits.MaximumOpset)]
    public void FromFile_AnyOpset_KeepsItAndTheNetwork(long opset)
    {
        var net = TinyNet.WithBody(opset).Pool().Flatten().GemmHead().Node("Softmax").Output("N", TinyNet.Classes);
        var backbone = Running.AssertSameLogits(net, net.Graph.Exposing("fc"), Preprocessing.Caffe);
        Assert.Equal(opset, backbone.FeatureGraph.Opset);
    }

    [Fact]
    public void FromFile_IdentityBeforeTheFirstLayer_DoesNotPreventSwappingItsWeights()
    {
        var net = new TinyNet().Node("Identity").Body().Classify();
        var backbone = Running.AssertSameLogits(net, net.Graph.Clone(), Preprocessing.Caffe);
        Assert.DoesNotContain(backbone.FeatureGraph.Proto.Node, n => n.OpType is "Gather" or "Identity" && n.Output[0] != "features");
    }

    [Fact]
    public void FromFile_ImagesTooLarge_IsRefused() =>
        AssertRefused(TinyNet.WithBody(13, "N", 3, 100_000, 8).Classify(), "MODEL_INPUT_SIZE");

    [Fact]
    public void FromFile_NoSize_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Backbone.FromFile("any.onnx", Preprocessing.None, inputSize: 0));

    [Fact]
    public void FromFile_SixteenBitNetworkThatDoesNotRunIn32_IsRefusedAsSuch()
    {
        var net = TinyNet.WithBody().Node("OnlyHalf").Classify();
        Halve(net.Graph.Initializer("conv.weight")!);
        AssertRefused(net, "MODEL_FP16");
    }

    [Fact]
    public void FromFile_InfiniteFeatures_IsRefused()
    {
        var net = TinyNet.WithBody().Pool().Flatten();
        net.Node("Div", net.Graph.SetInitializer(TensorData.Create("zero", [0f], 1))).GemmHead().Output("N", TinyNet.Classes);
        AssertRefused(net, "MODEL_NOT_FINITE");
    }

    private static void Halve(TensorProto tensor)
    {
        var halves = tensor.ToFloats().Select(v => (int)BitConverter.HalfToUInt16Bits((Half)v)).ToList();
        tensor.RawData = Google.Protobuf.ByteString.Empty;
        tensor.Int32Data.AddRange(halves);
        tensor.DataType = (int)DataType.Float16;
    }

    private static void AssertRefused(TinyNet net, string code)
    {
        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        var exception = Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet));
        Assert.Equal((ErrorKind.Model, code), (exception.Kind, exception.Code));
    }
}
