using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Adam (Kingma and Ba, 2015), and AdamW (Loshchilov and Hutter, 2019), with the constants of the papers.</summary>
/// <param name="groups">The weights and their rates.</param>
/// <param name="decoupledDecay">Whether decay shrinks the weight itself, as in AdamW, and not by way of the gradient.</param>
internal sealed class AdamOptimizer(IReadOnlyList<ParameterGroup> groups, bool decoupledDecay) : WeightOptimizer(groups)
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    protected override void Change(string name, Parameter weight, Tensor gradient, double rate, double decay)
    {
        if (decay > 0 && decoupledDecay)
        {
            weight.mul_(1 - (rate * decay));
        }
        else if (decay > 0)
        {
            gradient = gradient.add(weight, alpha: decay);
        }

        var first = Remember($"first/{name}", weight);
        var second = Remember($"second/{name}", weight);
        first.mul_(FirstDecay).add_(gradient, alpha: 1 - FirstDecay);
        second.mul_(SecondDecay).addcmul_(gradient, gradient, 1 - SecondDecay);
        var size = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(SecondDecay, Steps))).add_(Epsilon);
        weight.addcdiv_(first, size, -rate / (1 - Math.Pow(FirstDecay, Steps)));
    }
}
