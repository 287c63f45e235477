using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>The engine passes ONNX's own tests of each operator in its table.</summary>
public sealed class OnnxNodeConformance
{
    private const string Missing = "the test data of ONNX are not installed (Debian: apt-get install libonnx-testdata)";
    private static readonly string[] Kinds = ["node", "simple", "pytorch-operator", "pytorch-converted"];

    public static TheoryData<string> Covered => [.. Cases()];

    [Theory]
    [MemberData(nameof(Covered))]
    public void Run_TestOfOnnx_ReturnsItsOutputs(string test)
    {
        Assert.SkipWhen(NodeTestCase.Root is null, Missing);
        new NodeTestCase(Path.Combine(NodeTestCase.Root!, test)).Run();
    }

    [Fact]
    public void Exclusions_EachTest_DoesFail()
    {
        Assert.SkipWhen(NodeTestCase.Root is null, Missing);
        foreach (var test in NodeTestExclusions.Reasons.Keys)
        {
            var folder = Path.Combine(NodeTestCase.Root!, test);
            Assert.True(Directory.Exists(folder), $"there is no test '{test}'");
            Assert.NotNull(Record.Exception(() => new NodeTestCase(folder).Run()));
        }
    }

    [Fact]
    public void Supported_EachOperatorUpToTheDatasOpset_HasATest()
    {
        Assert.SkipWhen(NodeTestCase.Root is null, Missing);
        var tested = Cases().Select(test => new NodeTestCase(Path.Combine(NodeTestCase.Root!, test)).Graph)
            .SelectMany(graph => graph.Proto.Node.Select(node => node.OpType)).ToHashSet();
        const int NewestInData = 17;
        Assert.Empty(OperatorTable.Supported.Where(entry => entry.Since <= NewestInData).Select(entry => entry.Name).Distinct().Except(tested));
    }

    private static IEnumerable<string> Cases()
    {
        if (NodeTestCase.Root is not { } root)
        {
            // A theory without rows would count as a failure.
            return ["none"];
        }

        return Kinds.SelectMany(kind => Directory.GetDirectories(Path.Combine(root, kind)).Order(StringComparer.Ordinal))
            .Select(folder => Path.GetRelativePath(root, folder))
            .Where(test => !NodeTestExclusions.Reasons.ContainsKey(test))
            .Where(test => OperatorTable.Missing(new NodeTestCase(Path.Combine(root, test)).Graph).Count == 0);
    }
}
