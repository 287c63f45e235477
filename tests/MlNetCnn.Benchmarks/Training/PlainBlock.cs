using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>The residual block of two convolutions (https://arxiv.org/abs/1512.03385), built from TorchSharp modules.</summary>
internal sealed class PlainBlock : nn.Module<Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> _first;
    private readonly nn.Module<Tensor, Tensor> _second;
    private readonly nn.Module<Tensor, Tensor>? _shortcut;

    public PlainBlock(nn.Module<Tensor, Tensor> first, nn.Module<Tensor, Tensor> second, nn.Module<Tensor, Tensor>? shortcut)
        : base(nameof(PlainBlock))
    {
        (_first, _second, _shortcut) = (first, second, shortcut);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.relu(_second.forward(nn.functional.relu(_first.forward(input))) + (_shortcut?.forward(input) ?? input));
}
