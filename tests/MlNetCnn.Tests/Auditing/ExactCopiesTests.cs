using Xunit;

namespace MlNetCnn.Tests;

public class ExactCopiesTests
{
    [Fact]
    public void Find_EqualContents_AreGroupedInOrder()
    {
        var groups = ExactCopies.Find([Of("a"), Of("b"), default, Of("c"), Of("b"), Of("a"), default, Of("a")]);
        Assert.Equal([[0, 5, 7], [1, 4]], groups);
    }

    [Fact]
    public void Groups_ChainsOfPairs_BecomeOneSet()
    {
        var sets = new DisjointSets(8);
        sets.Join(6, 2);
        sets.Join(4, 6);
        sets.Join(1, 7);
        Assert.Equal([[1, 7], [2, 4, 6]], sets.Groups());
        sets.Join(7, 4);
        Assert.Equal([[1, 2, 4, 6, 7]], sets.Groups());
    }

    [Fact]
    public void Warnings_CopyInAnotherPart_NamesBoth()
    {
        var split = ImageListing.FromImages(
        [
            new("1.jpg", "cat") { Part = ImagePart.Train }, new("2.jpg", "dog") { Part = ImagePart.Train },
            new("3.jpg", "dog") { Part = ImagePart.Validation }, new("4.jpg", "cat") { Part = ImagePart.Test },
        ]).SplitByPart();

        Assert.Empty(SplitLeaks.Warnings(split, [Of("a"), Of("a"), Of("b"), Of("c")]));
        Assert.Contains("first '1.jpg' and '4.jpg'", Assert.Single(SplitLeaks.Warnings(split, [Of("a"), Of("b"), Of("c"), Of("a")])));
    }

    private static ContentHash Of(string content) => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content));
}
