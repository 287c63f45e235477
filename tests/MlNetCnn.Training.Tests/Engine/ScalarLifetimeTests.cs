using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using TorchSharp;
using Xunit;

namespace MlNetCnn.Training.Tests;

/// <summary>
/// TorchSharp hands libtorch the address of a number and lets go of the object that holds it, so a collection during the call may free the number under
/// libtorch's hands; the operators' numbers must outlive every call.
/// </summary>
public sealed class ScalarLifetimeTests
{
    [Fact]
    public void Training_NumbersForLibtorch_AreNeverMadeForASingleCall()
    {
        using var file = new PEReader(File.OpenRead(typeof(GraphModule).Assembly.Location));
        var metadata = file.GetMetadataReader();
        string[] forbidden =
        [
            .. metadata.MemberReferences.Select(metadata.GetMemberReference).Where(member => member.Parent.Kind == HandleKind.TypeReference)
                .Select(member => (
                    Type: metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)member.Parent).Name), Name: metadata.GetString(member.Name),
                    Signature: metadata.GetBlobBytes(member.Signature)))
                .Where(member => member is { Type: "Scalar", Name: "op_Implicit" } || (member.Type == "Tensor" && member.Name.StartsWith("op_", StringComparison.Ordinal) && member.Signature.Any(IsNumber)))
                .Select(member => $"{member.Type}.{member.Name}"),
        ];
        Assert.Empty(forbidden);

        // The element types I4, I8, R4 and R8 of ECMA-335, II.23.1.16.
        static bool IsNumber(byte element) => element is 0x08 or 0x0a or 0x0c or 0x0d;
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

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        var collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }, TestContext.Current.CancellationToken);
        var runs = 0;
        using (var module = new GraphModule(net.Classify(), "numbers"))
        {
            module.Evaluate();
            using var picture = torch.zeros(1, 3, 8, 8);
            using var still = torch.no_grad();
            while (!stop.IsCancellationRequested)
            {
                using var scope = torch.NewDisposeScope();
                module.Forward(picture);
                runs++;
            }
        }

        await collector;
        Assert.True(runs > 10);

        string Number(string name, float value) => net.Graph.SetInitializer(TensorData.Create(name, [value]));
    }
}
