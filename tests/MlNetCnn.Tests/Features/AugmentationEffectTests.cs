using Xunit;

namespace MlNetCnn.Tests;

public sealed class ChangeEffectTests
{
    [Fact]
    public void Compare_NothingChanges_DoesNoHarm()
    {
        var (labels, scores) = Sure(classes: 3, perClass: 10);
        var effect = AugmentationEffect.Compare(3, labels, scores, scores);
        Assert.Equal((30, 1.0, 1.0, 0.0), (effect.Count, effect.AccuracyBefore, effect.AccuracyAfter, effect.StandardError));
        Assert.False(effect.DoesHarm);
    }

    [Fact]
    public void Compare_NoImages_DoesNoHarm() => Assert.False(AugmentationEffect.Compare(3, [], [], []).DoesHarm);

    [Fact]
    public void Compare_TwoOfManyClassesExchanged_AreNamedThoughTheAccuracyHardlyDrops()
    {
        var (labels, before) = Sure(classes: 50, perClass: 8);
        var after = labels.Select((label, i) => label switch { 7 => Scores(50, 9), 9 => Scores(50, 7), _ => before[i] }).ToArray();
        var effect = AugmentationEffect.Compare(50, labels, before, after);
        Assert.False(effect.LosesLabels);
        Assert.Equal([new ClassConfusion(7, 9, 8, 8), new ClassConfusion(9, 7, 8, 8)], effect.Turned.OrderBy(t => t.From));
    }

    [Fact]
    public void Compare_OneClassTurnedIntoALargerOne_IsNamed()
    {
        var (labels, before) = Sure(classes: 4, perClass: 20);
        var after = labels.Select((label, i) => label == 2 ? Scores(4, 3) : before[i]).ToArray();
        Assert.Equal([new ClassConfusion(2, 3, 20, 20)], AugmentationEffect.Compare(4, labels, before, after).Turned);
    }

    [Fact]
    public void Compare_AllDriftALittleToOneClass_IsNoExchange()
    {
        var (labels, before) = Sure(classes: 5, perClass: 40);
        var after = labels.Select((label, i) => i % 25 == 3 ? Scores(5, 0) : before[i]).ToArray();
        var effect = AugmentationEffect.Compare(5, labels, before, after);
        Assert.True(effect.AccuracyAfter < effect.AccuracyBefore);
        Assert.False(effect.DoesHarm);
    }

    [Fact]
    public void Compare_ErrorsOfAllKinds_LoseLabels()
    {
        var random = new Random(1);
        var (labels, before) = Sure(classes: 10, perClass: 20);
        var after = labels.Select((label, i) => i % 3 == 0 ? Scores(10, random.Next(10)) : before[i]).ToArray();
        var effect = AugmentationEffect.Compare(10, labels, before, after);
        Assert.True(effect.LosesLabels);
        Assert.Empty(effect.Turned);
        Assert.InRange(effect.StandardError, 0.02, 0.05);
    }

    [Fact]
    public void Compare_ClassesThatTheProbeDoesNotTellApart_AreNotExchanged()
    {
        var random = new Random(2);
        int[] labels = [.. Enumerable.Range(0, 600).Select(i => i % 2)];
        Assert.False(AugmentationEffect.Compare(2, labels, Guess(), Guess()).DoesHarm);

        float[][] Guess() => [.. labels.Select(_ => Scores(2, random.Next(2)))];
    }

    [Fact]
    public void Compare_TwoImagesOfAClassThatTurn_AreTooFew()
    {
        var (labels, before) = Sure(classes: 40, perClass: 2);
        var after = labels.Select((label, i) => label == 5 && i % 2 == 0 ? Scores(40, 6) : before[i]).ToArray();
        Assert.False(AugmentationEffect.Compare(40, labels, before, after).DoesHarm);
    }

    private static (int[] Labels, float[][] Scores) Sure(int classes, int perClass)
    {
        int[] labels = [.. Enumerable.Range(0, classes * perClass).Select(i => i / perClass)];
        return (labels, [.. labels.Select(label => Scores(classes, label))]);
    }

    private static float[] Scores(int classes, int best)
    {
        var scores = new float[classes];
        scores.AsSpan().Fill(0.1f / (classes - 1));
        scores[best] = 0.9f;
        return scores;
    }
}
