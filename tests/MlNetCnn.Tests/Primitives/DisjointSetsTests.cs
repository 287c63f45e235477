using Xunit;

namespace MlNetCnn.Tests;

public class DisjointSetsTests
{
    [Fact]
    public void OfEqual_EqualContents_AreGroupedInOrder()
    {
        var groups = DisjointSets.OfEqual([Of("a"), Of("b"), default, Of("c"), Of("b"), Of("a"), default, Of("a")]);
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

    private static ContentHash Of(string content) => ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(content));
}
