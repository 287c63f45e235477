using TorchSharp;
using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>
/// TorchSharp passes libtorch the address of a number and releases the object that holds it, so a collection during the call may free the number
/// while libtorch uses it; the numbers of the operators must outlive every call.
/// </summary>
public sealed class ScalarLifetimeTests
{
    // These keep each number in a field until they are disposed.
    private static readonly string[] Holders = ["ScalarCache.", "Gradients.Clip(", "ModelEma.Update(", "WeightUpdate.Number("];

    [Fact]
    public void Training_NumbersForLibtorch_AreNeverCreatedForASingleCall()
    {
        var library = CalledMethods.Read(typeof(torch).Assembly.Location);
        var making = new HashSet<string>(library.Where(method => method.Value.Any(IsNumber)).Select(method => method.Key));
        for (var known = 0; known < making.Count;)
        {
            known = making.Count;
            making.UnionWith(library.Where(method => method.Value.Overlaps(making)).Select(method => method.Key));
        }

        Assert.Contains(making, method => method.StartsWith("torch.Tensor.op_Addition(torch.Tensor, torch.Tensor)", StringComparison.Ordinal));
        var calls = CalledMethods.Read(typeof(GraphModule).Assembly.Location)
            .SelectMany(method => method.Value.Where(called => IsNumber(called) || making.Contains(called)).Select(called => (By: method.Key, Called: called)))
            .ToList();
        Assert.NotEmpty(calls);
        Assert.DoesNotContain(calls, call => !Array.Exists(Holders, holder => call.By.StartsWith(holder, StringComparison.Ordinal)));

        static bool IsNumber(string method) => method.StartsWith("Scalar.op_Implicit(", StringComparison.Ordinal)
            || method.StartsWith("Scalar..ctor(", StringComparison.Ordinal) || method.StartsWith("ScalarExtensionMethods.ToScalar(", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhileGarbageIsCollected_KeepsItsNumbers()
    {
        var net = new NetBuilder(8, opset: 18);
        net.Conv(4, 1);
        var (low, high, exponent) = (Number("low", 0), Number("high", 6), Number("exponent", 1.5f));
        for (var i = 0; i < 40; i++)
        {
            net.Node("Clip", low, high).Node("LeakyRelu").Node("Elu").Node("HardSigmoid").Node("Celu").Node("Selu")
                .Node("Softplus").Node("Softsign").Node("HardSwish").Node("Mish").Node("Pow", exponent).Node("LRN", NodeAttributes.Of("size", 3));
        }

        using var module = new GraphModule(net.Classify(), "numbers");
        module.Evaluate();
        using var image = torch.zeros(1, 3, 8, 8);
        using var still = torch.no_grad();
        using var expected = module.Forward(image);
        using var stop = new CancellationTokenSource();
        var collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }, TestContext.Current.CancellationToken);
        try
        {
            for (var run = 0; run < 10; run++)
            {
                using var logits = module.Forward(image);
                Assert.Equal(expected.data<float>().ToArray(), logits.data<float>().ToArray());
            }
        }
        finally
        {
            await stop.CancelAsync();
            await collector;
        }

        string Number(string name, float value) => net.Graph.SetInitializer(TensorData.Create(name, [value]));
    }
}
