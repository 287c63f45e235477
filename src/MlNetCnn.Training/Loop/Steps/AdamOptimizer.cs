using TorchSharp;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Adam (Kingma and Ba, 2015), with weight decay that is either added to the gradient or applied directly to the weight (Loshchilov and Hutter,
/// 2019).
/// </summary>
/// <param name="groups">The weights.</param>
/// <param name="decoupledDecay">Whether decay is applied directly to the weight: AdamW.</param>
internal sealed class AdamOptimizer(IReadOnlyList<ParameterGroup> groups, bool decoupledDecay)
    : WeightOptimizer(groups, "first", "second")
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    protected override WeightUpdate Prepare(double rate, double decay) => new Update(Steps, rate, decay, decoupledDecay);

    private sealed class Update : WeightUpdate
    {
        private readonly Scalar _beta1;
        private readonly Scalar _rest1;
        private readonly Scalar _beta2;
        private readonly Scalar _rest2;
        private readonly Scalar _epsilon;
        private readonly Scalar _rate;
        private readonly Scalar? _shrink;
        private readonly Scalar? _pull;

        public Update(long steps, double rate, double decay, bool decoupledDecay)
        {
            // rate * m / c1 / (sqrt(v) / sqrt(c2) + epsilon), with both corrections c folded into numbers, so that they need no pass over the weights.
            var (correction1, root2) = (1 - Math.Pow(Beta1, steps), Math.Sqrt(1 - Math.Pow(Beta2, steps)));
            (_beta1, _rest1, _beta2, _rest2) = (Number(Beta1), Number(1 - Beta1), Number(Beta2), Number(1 - Beta2));
            _epsilon = Number(Epsilon * root2);
            _rate = Number(-rate * root2 / correction1);
            _shrink = decay > 0 && decoupledDecay ? Number(1 - (rate * decay)) : null;
            _pull = decay > 0 && !decoupledDecay ? Number(decay) : null;
        }

        public override void Apply(Tensor weight, Tensor gradient, Tensor[] state)
        {
            if (_shrink is not null)
            {
                weight.mul_(_shrink);
            }

            if (_pull is not null)
            {
                gradient.add_(weight, _pull);
            }

            var (first, second) = (state[0], state[1]);
            first.mul_(_beta1).add_(gradient, _rest1);
            second.mul_(_beta2).addcmul_(gradient, gradient, _rest2);
            using var size = second.sqrt();
            weight.addcdiv_(first, size.AddInPlace(_epsilon), _rate);
        }
    }
}
