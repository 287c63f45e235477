using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Solution.Tests;

/// <summary>Graphs are edited through <c>OnnxGraph</c> alone, which keeps its look-ups right.</summary>
public sealed partial class GraphEdits
{
    [Fact]
    public void Sources_EditNoGraphPastItsMembers() => Assert.Empty(
        from file in Repository.Sources("src")
        where Path.GetFileName(file.Path) != "OnnxGraph.cs"
        from line in File.ReadLines(file.Path).Index()
        where DirectEdit().IsMatch(line.Item)
        select $"{file.Relative}:{line.Index + 1}");

    [GeneratedRegex(@"\bProto\.(Node|Initializer|Input|Output|ValueInfo)(\.(Add|AddRange|Clear|Insert|Remove|RemoveAt)\(|\[[^\]]*\] = )")]
    private static partial Regex DirectEdit();
}
