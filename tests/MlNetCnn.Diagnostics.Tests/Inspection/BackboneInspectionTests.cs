using MlNetCnn.Onnx.Format;
using Xunit;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class BackboneInspectionTests
{
    [Fact]
    public void Inspect_DefaultBackbone_TellsAll()
    {
        var inspection = BackboneInspection.Inspect(TestBackbones.Default);

        Assert.True(inspection.IsUsable);
        Assert.Equal("image: float32 [N, 3, H, W]", $"{inspection.Inputs.Single()}");
        Assert.Equal("features: float32 [N, 512]", $"{inspection.Outputs.Single()}");
        Assert.Null(inspection.Head);
        Assert.Equal(("features", 512), (inspection.FeatureTensor, inspection.FeatureCount));
        Assert.Equal((224, 224), (inspection.InputWidth, inspection.InputHeight));
        Assert.Equal([112, 56, 28, 14, 7], inspection.Stages.Select(s => s.Height));
        Assert.Equal(
            ("stem.conv", "stem.relu", 112, 112, 64, 9472),
            (inspection.Stages[0].StartTensor, inspection.Stages[0].EndTensor, inspection.Stages[0].Height, inspection.Stages[0].Width, inspection.Stages[0].Channels, inspection.Stages[0].ParameterCount));
        Assert.Equal((13, 7, Backbone.Default.Sha256), (inspection.Opset, inspection.IrVersion, inspection.Sha256));
        Assert.Contains(new OperatorCount("Conv", 22), inspection.Operators);
        Assert.Equal(15_891_328, inspection.ParameterCount);
        Assert.Empty(inspection.UnsupportedOperators);
    }

    [Fact]
    public void Inspect_SqueezeAndExcitation_IsNoStage()
    {
        var net = TinyNet.WithBody();
        var map = net.Tensor;
        net.Pool();
        net.Node("Conv", net.Weight("se.weight", TinyNet.Channels, TinyNet.Channels, 1, 1)).Node("Sigmoid").Node("Mul", map)
            .Node("MaxPool", NodeAttributes.Of("kernel_shape", [2, 2]), NodeAttributes.Of("strides", [2, 2])).Classify();
        using var folder = new TemporaryFolder();
        Assert.Equal([8, 4], BackboneInspection.Inspect(net.Save(folder)).Stages.Select(s => s.Height));
    }

    [Fact]
    public void Inspect_UnknownOperators_NamesEachWithDomainAndVersion()
    {
        var net = TinyNet.WithBody().Node("FooBar").Node("Magic").Classify();
        net.Graph.Proto.Node.Single(n => n.OpType == "Magic").Domain = "my.domain";
        net.Graph.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "my.domain", Version = 4 });
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(net.Save(folder));
        Assert.Equal(["ai.onnx:FooBar (version 13)", "my.domain:Magic (version 4)"], inspection.UnsupportedOperators);
        Assert.Equal(["MODEL_OPERATOR_UNSUPPORTED"], inspection.Problems.Select(p => p.Code));
        Assert.Equal("fc", inspection.Head?.Node);
        Assert.Null(inspection.FeatureCount);
    }

    [Fact]
    public void Inspect_NoPicture_StillTellsPortsAndOperators()
    {
        var net = new TinyNet(shape: ["N", TinyNet.Channels]).Node("Relu").GemmHead().Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(net.Save(folder));
        Assert.Equal(["MODEL_NO_IMAGE_INPUT"], inspection.Problems.Select(p => p.Code));
        Assert.Equal("input: float32 [N, 6]", $"{inspection.Inputs.Single()}");
        Assert.Equal(TinyNet.Channels * TinyNet.Classes + TinyNet.Classes, inspection.ParameterCount);
        Assert.Equal(TinyNet.Classes, inspection.Head?.Classes);
    }

    [Fact]
    public void Inspect_NewerOpset_StillTellsPorts()
    {
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(TinyNet.WithBody(99).Classify()
            .Save(folder));
        Assert.Equal(["MODEL_OPSET_UNSUPPORTED"], inspection.Problems.Select(p => p.Code));
        Assert.Equal(99, inspection.Opset);
    }

    [Fact]
    public void Inspect_NoHead_IsUsable()
    {
        var net = TinyNet.WithBody().Pool().Flatten().Output("N", TinyNet.Channels);
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(net.Save(folder));
        Assert.True(inspection.IsUsable);
        Assert.Null(inspection.Head);
        Assert.Equal((net.Tensor, TinyNet.Channels), (inspection.FeatureTensor, inspection.FeatureCount));
        Assert.Contains("does not end in a classifier", inspection.FeatureNote);
        Assert.Equal([8, 4], inspection.Stages.Select(s => s.Height));
    }

    [Fact]
    public void Inspect_Classifier_ShowsCandidatesUpToWhatItReads()
    {
        var net = TinyNet.WithBody();
        var map = net.Tensor;
        net.Classify();
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(net.Save(folder));
        Assert.Equal([$"'{map}' [N, 6, 4, 4]", $"'{inspection.FeatureTensor}' [N, 6]"], inspection.Candidates.TakeLast(2).Select(c => c.ToString()));
        Assert.Equal(6, inspection.Candidates[^1].FeatureCount);
        Assert.Null(inspection.FeatureNote);
    }

    [Fact]
    public void Inspect_EmbeddingBehindTheHead_IsACandidate()
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead();
        net.Named("LpNormalization", "unit", NodeAttributes.Of("axis", 1), NodeAttributes.Of("p", 2)).Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        Assert.Contains("'unit' [N, 5]", BackboneInspection.Inspect(net.Save(folder)).Candidates.Select(c => c.ToString()));
    }

    [Fact]
    public void Inspect_SeveralMaps_SaysThatThereIsNoHead()
    {
        var net = TinyNet.WithBody();
        net.Output("N", TinyNet.Channels, 4, 4).Conv(TinyNet.Channels, stride: 2).Output("N", TinyNet.Channels, 2, 2);
        using var folder = new TemporaryFolder();
        Assert.Equal(["MODEL_NO_HEAD"], BackboneInspection.Inspect(net.Save(folder)).Problems.Select(p => p.Code));
    }

    [Fact]
    public void Inspect_SecondInputBehindTheFeatures_IsUsable()
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead();
        net.Graph.SetInputs([.. net.Graph.Proto.Input, GraphInputs.Create("mask", DataType.Float, ["N", TinyNet.Classes])]);
        net.Node("Sub", "mask").Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        Assert.True(BackboneInspection.Inspect(net.Save(folder)).IsUsable);
    }

    [Fact]
    public void Inspect_ConstantOfAnySize_SaysThatItTakesTooMuchMemory()
    {
        var net = new TinyNet().HugeConstant().Body().Classify();
        using var folder = new TemporaryFolder();
        Assert.Contains(BackboneInspection.Inspect(net.Save(folder)).Problems, problem => problem.Code == "MODEL_MEMORY");
    }

    [Fact]
    public void Inspect_WeightsBesideTheFile_HasTheHashOfTheBackbone()
    {
        using var folder = new TemporaryFolder();
        var path = TinyNet.WithBody().Classify().SaveOutside(folder, "weights.bin", "weights.bin");
        Assert.Equal(Backbone.FromFile(path, Preprocessing.ImageNet).Sha256, BackboneInspection.Inspect(path).Sha256);
    }

    [Fact]
    public void Inspect_UnnamedNodes_NamesTheHeadByItsResult()
    {
        var net = TinyNet.WithBody().Classify();
        foreach (var node in net.Graph.Proto.Node)
        {
            node.Name = "";
        }

        using var folder = new TemporaryFolder();
        Assert.Equal("fc", BackboneInspection.Inspect(net.Save(folder)).Head?.Node);
    }

    [Fact]
    public void Inspect_WholeNumberInput_IsUsable()
    {
        var net = new TinyNet(type: DataType.Uint8).Named("Cast", "pixels", NodeAttributes.Of("to", 1)).Body().Classify();
        using var folder = new TemporaryFolder();
        var inspection = BackboneInspection.Inspect(net.Save(folder));
        Assert.True(inspection.IsUsable);
        Assert.Equal("uint8", inspection.Inputs.Single().Type);
    }

    [Fact]
    public void Inspect_NoModelAtAll_Throws()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.onnx", "nonsense"u8.ToArray());
        Assert.Equal("MODEL_NOT_ONNX", Assert.Throws<MlNetCnnException>(() => BackboneInspection.Inspect(path)).Code);
    }
}
