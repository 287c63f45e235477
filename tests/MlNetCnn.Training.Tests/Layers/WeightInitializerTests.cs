using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class WeightInitializerTests
{
    [Fact]
    public void He_Convolution_HasVarianceTwoByItsInputs() => CheckSpread(
        First(new CnnBuilder(2, 8, 8).Initialize(WeightInitialization.He).Conv2D(256, 3)), Math.Sqrt(2.0 / 27));

    [Fact]
    public void He_GroupedConvolution_CountsTheInputsOfAGroup() => CheckSpread(
        First(new CnnBuilder(2, 8, 8).DepthwiseConv2D(5, multiplier: 64)), Math.Sqrt(2.0 / 25));

    [Fact]
    public void He_LastLayer_AssumesNoReLU() =>
        CheckSpread(First(new CnnBuilder(200, 8, 8).Flatten(), last: true), Math.Sqrt(1.0 / 192));

    [Fact]
    public void Glorot_Dense_IsUniformBetweenItsBounds()
    {
        var reach = Math.Sqrt(6.0 / (192 + 300));

        var values = First(new CnnBuilder(2, 8, 8).Initialize(WeightInitialization.Glorot).Flatten().Dense(300)).Values;

        Assert.All(values, value => Assert.InRange(value, -reach, reach));
        CheckSpread((values, []), reach / Math.Sqrt(3));
        Assert.InRange(values.Max(), 0.99 * reach, reach);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(27)]
    [InlineData(50)]
    public void Orthogonal_Convolution_HasOrthogonalRowsOrColumns(int filters)
    {
        var (values, _) = First(new CnnBuilder(2, 8, 8).Initialize(WeightInitialization.Orthogonal).Conv2D(filters, 3));
        var vectors = filters <= 27
            ? Enumerable.Range(0, filters).Select(row => values.Skip(row * 27).Take(27).ToArray()).ToList()
            : [.. Enumerable.Range(0, 27).Select(column => Enumerable.Range(0, filters).Select(row => values[(row * 27) + column]).ToArray())];

        for (var i = 0; i < vectors.Count; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                Assert.Equal(i == j ? 2 : 0, vectors[i].Zip(vectors[j], (left, right) => (double)left * right).Sum(), 1e-5);
            }
        }
    }

    [Fact]
    public void Create_TwoLayersOfOneShape_SamplesDifferentNumbers()
    {
        var graph = new CnnBuilder(2, 8, 8).Conv2D(3).Conv2D(3).Flatten().Dense(2).Build();

        Assert.NotEqual(graph.Initializer("conv1.weight")!.ToFloats(), graph.Initializer("conv2.weight")!.ToFloats());
    }

    private static (float[] Values, IReadOnlyList<long> Dims) First(CnnBuilder net, bool last = false)
    {
        var graph = (net.Shape.IsMap ? net.GlobalAveragePool() : net).Dense(net.ClassCount).Build();
        var weight = graph.Proto.Initializer.First(w => w.Dims.Count > 1 && (!last || w.Dims[0] == net.ClassCount));
        return (weight.ToFloats(), weight.Dims);
    }

    private static void CheckSpread((float[] Values, IReadOnlyList<long> Dims) weight, double deviation)
    {
        var mean = weight.Values.Average(v => (double)v);
        Assert.InRange(mean, -0.05 * deviation, 0.05 * deviation);
        Assert.InRange(Math.Sqrt(weight.Values.Average(v => (v - mean) * (v - mean))), 0.97 * deviation, 1.03 * deviation);
    }
}
