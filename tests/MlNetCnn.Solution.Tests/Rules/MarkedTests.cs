using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Tests that start programs are marked, so that <c>test.sh</c> can leave them out.</summary>
public sealed partial class MarkedTests
{
    [Fact]
    public void FilesOfTests_ThatStartPrograms_HaveMarks()
    {
        var starting =
            from file in Repository.Sources("tests")
            let code = File.ReadAllText(file.Path)
            where file.Relative.Contains(".Tests/", StringComparison.Ordinal) && code.Contains("    [Fact", StringComparison.Ordinal) && Start().IsMatch(code)
            select (file.Relative, IsMarked: code.Contains("""[Trait("Category", "Process")]""", StringComparison.Ordinal));
        Assert.True(starting.Count() > 10);
        Assert.Empty(starting.Where(file => !file.IsMarked).Select(file => file.Relative));
    }

    [GeneratedRegex(@"\bProcessStartInfo\b|\bCliProcess\.|\bStockRunner\.\w+Async\b|<Browser>")]
    private static partial Regex Start();
}
