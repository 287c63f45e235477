using Xunit;

namespace MlNetCnn.Tests;

/// <summary>A model whose graph and card do not match is rejected when it is loaded.</summary>
public sealed class ModelConsistencyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Load_Whole_Predicts()
    {
        using var classifier = Load(card => card);
        Assert.Equal(2, classifier.Predict(Repository.Photos(1)[0]).Scores.Count);
    }

    [Fact]
    public void Load_MoreClassesThanScores_IsRefused() =>
        AssertRefused("MODEL_CARD_DAMAGED", card => card with { ClassNames = ["a", "b", "c"] });

    [Theory]
    [InlineData(0)]
    [InlineData(-8)]
    [InlineData(100_000)]
    public void Load_InvalidInputSize_IsRefused(int width) => AssertRefused("MODEL_CARD_DAMAGED", card => card with { InputWidth = width });

    [Fact]
    public void Load_AnotherInputSizeThanTheGraph_IsRefused() => AssertRefused("MODEL_NOT_RUNNABLE", card => card with { InputHeight = 9 });

    [Fact]
    public void Load_GraphWithoutScore_IsRefused()
    {
        var model = TinyClassifier.Create();
        model.Graph.RemoveOutputs(GraphEditor.Score);
        File.WriteAllBytes(_folder.File("model.onnx"), model.Graph.ToBytes());
        var exception = Assert.Throws<MlNetCnnException>(() => ImageClassifier.Load(_folder.File("model.onnx")));
        Assert.Equal("MODEL_NOT_RUNNABLE", exception.Code);
        Assert.Contains("'logits'", exception.Received, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void AssertRefused(string code, Func<ModelCard, ModelCard> change) =>
        Assert.Equal(code, Assert.Throws<MlNetCnnException>(() => Load(change)).Code);

    private ImageClassifier Load(Func<ModelCard, ModelCard> change)
    {
        var model = TinyClassifier.Create();
        new TrainedClassifier(model.Graph, change(model.Card)).SaveOnnx(_folder.File("model.onnx"));
        return ImageClassifier.Load(_folder.File("model.onnx"));
    }
}
