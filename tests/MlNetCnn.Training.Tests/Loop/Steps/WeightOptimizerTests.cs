using TorchSharp;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace MlNetCnn.Training.Tests;

public sealed class WeightOptimizerTests
{
    private const double Rate = 0.01;
    private const double Decay = 0.1;
    private const double Momentum = 0.9;

    /// <summary>Kind, shape, channels-last.</summary>
    public static TheoryData<OptimizerKind, long[], bool> Cases
    {
        get
        {
            var cases = new TheoryData<OptimizerKind, long[], bool>();
            foreach (var kind in Enum.GetValues<OptimizerKind>())
            {
                cases.Add(kind, [3, 4], false);
                cases.Add(kind, [8, 3, 3, 3], true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Step_Decay_EqualsTorch(OptimizerKind kind, long[] shape, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Weight(shape, channelsLast), Weight(shape, channelsLast));
        using var optimizer = Create(kind, ours);
        using var torchs = Torchs(kind, theirs, Decay);
        for (var step = 0; step < 5; step++)
        {
            Backward(ours, step);
            Backward(theirs, step);
            optimizer.Step(1);
            torchs.step();
            optimizer.ZeroGradients();
            torchs.zero_grad();
            AssertClose(theirs, ours, 2e-6);
        }

        Assert.Equal(5, optimizer.Steps);
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Step_Double_EqualsPaper(OptimizerKind kind)
    {
        using var scope = NewDisposeScope();
        var weight = new Parameter(full([1, 1], 0.7, dtype: ScalarType.Float64));
        using var optimizer = Create(kind, weight);
        var reference = new ReferenceOptimizer(kind, Rate * 0.5, Decay, Momentum);
        var expected = 0.7;
        for (var step = 0; step < 8; step++)
        {
            var gradient = Math.Cos(step) * 0.3;
            weight.grad = full([1, 1], gradient, dtype: ScalarType.Float64);
            optimizer.Step(0.5);
            expected = reference.Step(expected, gradient);
            Assert.Equal(expected, weight.item<double>(), 1e-12);
        }
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Step_OneDimension_DoesNotDecay(OptimizerKind kind)
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Weight([50], false), Weight([50], false));
        using var optimizer = Create(kind, ours);
        using var torchs = Torchs(kind, theirs, decay: 0);
        for (var step = 0; step < 3; step++)
        {
            Backward(ours, step);
            Backward(theirs, step);
            optimizer.Step(1);
            torchs.step();
            optimizer.ZeroGradients();
            torchs.zero_grad();
        }

        AssertClose(theirs, ours, 1e-6);
    }

    [Fact]
    public void Step_GroupsAndFactor_MultiplyRates()
    {
        using var scope = NewDisposeScope();
        var (slow, fast) = (new Parameter(zeros(2, 2)), new Parameter(zeros(2, 2)));
        using var optimizer = WeightOptimizer.Create(
            OptimizerKind.Sgd, [Group("slow", slow, 0.1, 0), Group("fast", fast, 0.4, 0)], momentum: 0);
        (slow.grad, fast.grad) = (ones(2, 2), ones(2, 2));
        optimizer.Step(0.5);
        Assert.Equal(-0.05f, slow[0, 0].item<float>(), 1e-6f);
        Assert.Equal(-0.2f, fast[0, 0].item<float>(), 1e-6f);
        Assert.Empty(optimizer.State);
    }

    [Fact]
    public void Step_NoGradient_LeavesWeight()
    {
        using var scope = NewDisposeScope();
        var weight = Weight([4, 4], false);
        var before = weight.detach().clone();
        using var optimizer = Create(OptimizerKind.AdamW, weight);
        optimizer.Step(1);
        Assert.True(before.equal(weight).all().item<bool>());
    }

    [Fact]
    public void Step_GradientOfAnotherLayout_EqualsTorch()
    {
        using var scope = NewDisposeScope();
        var (ours, theirs) = (Weight([7, 12, 3, 3], true), Weight([7, 12, 3, 3], true));
        using var optimizer = Create(OptimizerKind.AdamW, ours);
        using var torchs = Torchs(OptimizerKind.AdamW, theirs, Decay);
        var gradient = tensor(Parity.Values("gradient", [7, 12, 3, 3]), [7, 12, 3, 3]);
        (ours.grad, theirs.grad) = (gradient, gradient);
        optimizer.Step(1);
        torchs.step();
        AssertClose(theirs, ours, 1e-6);
    }

    [Fact]
    public void State_ChannelsLast_HasLayoutAndNamesOfWeight()
    {
        using var scope = NewDisposeScope();
        var weight = Weight([7, 12, 3, 3], true);
        using var optimizer = Create(OptimizerKind.Adam, weight);
        Assert.Equal(["first/w", "second/w"], optimizer.State.Select(state => state.Key));
        Assert.All(optimizer.State, state => Assert.Equal(weight.stride(), state.Value.stride()));
        Assert.NotEqual(1, weight.stride(3));
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Sgd)]
    public void LoadState_AfterTwoSteps_ContinuesTheSame(OptimizerKind kind)
    {
        using var scope = NewDisposeScope();
        var whole = Weight([30, 50], false);
        using var optimizer = Create(kind, whole);
        Steps(optimizer, whole, 0, 2);
        var resumed = new Parameter(whole.detach().clone());
        using var second = Create(kind, resumed);
        second.LoadState(optimizer.State.ToDictionary(state => state.Key, state => state.Value.clone()));
        second.Steps = optimizer.Steps;
        Steps(optimizer, whole, 2, 4);
        Steps(second, resumed, 2, 4);
        Assert.True(whole.equal(resumed).all().item<bool>());
    }

    [Fact]
    public void LoadState_MissingOrOtherShape_IsRefusedAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var optimizer = Create(OptimizerKind.Adam, Weight([2, 2], false));
        var state = new Dictionary<string, Tensor> { ["first/w"] = ones(2, 2) };
        Assert.Equal("CHECKPOINT_BROKEN", Assert.Throws<MlNetCnnException>(() => optimizer.LoadState(state)).Code);
        state["second/w"] = ones(3);
        Assert.Contains("second/w", Assert.Throws<MlNetCnnException>(() => optimizer.LoadState(state)).Message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.State.Sum(tensor => tensor.Value.sum().item<float>()));
    }

    [Fact]
    public void Create_WeightInTwoGroups_IsRefused()
    {
        using var scope = NewDisposeScope();
        var weight = Weight([2, 2], false);
        Assert.Throws<ArgumentException>(() => WeightOptimizer.Create(
            OptimizerKind.AdamW, [Group("a", weight, Rate, 0), Group("b", weight, Rate, 0)], Momentum));
    }

    [Theory]
    [InlineData(OptimizerKind.AdamW)]
    [InlineData(OptimizerKind.Adam)]
    [InlineData(OptimizerKind.Sgd)]
    public void Step_Often_KeepsNoTensors(OptimizerKind kind)
    {
        var before = Alive();
        using (var weight = Weight([30, 50], false))
        {
            var optimizer = Create(kind, weight);
            var alive = new List<long>();
            for (var step = 0; step < 6; step++)
            {
                using (NewDisposeScope())
                {
                    Backward(weight, step);
                }

                Training.Gradients.Clip([weight], 0.1);
                optimizer.Step(1);
                optimizer.ZeroGradients();
                alive.Add(Alive());
            }

            Assert.Single(alive.Distinct());
            optimizer.Dispose();
        }

        Assert.Equal(before, Alive());
    }

    [Fact]
    public void ZeroGradients_Twice_LeavesNone()
    {
        using var scope = NewDisposeScope();
        var weight = Weight([3, 3], false);
        using var optimizer = Create(OptimizerKind.Sgd, weight);
        Backward(weight, 0);
        Assert.NotNull(weight.grad);
        optimizer.ZeroGradients();
        optimizer.ZeroGradients();
        Assert.Null(weight.grad);
    }

    private static long Alive() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    private static void Steps(WeightOptimizer optimizer, Parameter weight, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            Backward(weight, step);
            optimizer.Step(1);
            optimizer.ZeroGradients();
        }
    }

    private static ParameterGroup Group(string name, Parameter weight, double rate, double decay) =>
        new(name, [KeyValuePair.Create("w" + (name == "fast" ? "2" : string.Empty), weight)], rate, decay);

    private static WeightOptimizer Create(OptimizerKind kind, Parameter weight) =>
        WeightOptimizer.Create(kind, [Group("all", weight, Rate, Decay)], Momentum);

    private static optim.Optimizer Torchs(OptimizerKind kind, Parameter weight, double decay) => kind switch
    {
        OptimizerKind.AdamW => optim.AdamW([weight], Rate, 0.9, 0.999, weight_decay: decay),
        OptimizerKind.Adam => optim.Adam([weight], Rate, 0.9, 0.999, weight_decay: decay),
        _ => optim.SGD([weight], Rate, Momentum, weight_decay: decay, nesterov: true),
    };

    private static Parameter Weight(long[] shape, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        var values = tensor(Parity.Values("weight", shape), shape);
        return (Parameter)new Parameter(channelsLast ? TorchTensors.ChannelsLast(values) : values.clone()).MoveToOuterDisposeScope();
    }

    private static void Backward(Parameter weight, int step)
    {
        var direction = tensor(Parity.Values("direction", weight.shape, seed: step + 1), weight.shape);
        ((weight * direction).sum() + weight.square().sum()).backward();
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance) =>
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, tolerance);
}
