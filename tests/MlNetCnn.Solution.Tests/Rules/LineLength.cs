using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Lines of the sources fit beside each other in a comparison of two versions.</summary>
public sealed class LineLength
{
    private const int Max = 160;

    [Fact]
    public void Sources_HaveNoLineThatIsLonger() => Assert.Empty(
        from file in Repository.Sources("src")
        from line in File.ReadLines(file.Path).Index()
        where line.Item.Length > Max
        select $"{file.Relative}:{line.Index + 1}");
}
