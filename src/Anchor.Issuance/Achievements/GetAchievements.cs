using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Achievements;

/// <summary>Lists an issuer's achievements, newest first.</summary>
public sealed record ListAchievements(IssuerId Issuer, PageRequest Page) : IRequest<Page<AchievementView>>;

/// <summary>Asks for one achievement.</summary>
public sealed record GetAchievement(IssuerId Issuer, Guid Id) : IRequest<Result<AchievementView>>;

internal sealed class GetAchievementsHandler(NpgsqlDataSource dataSource)
    : IRequestHandler<ListAchievements, Page<AchievementView>>, IRequestHandler<GetAchievement, Result<AchievementView>>
{
    private const string Select =
        """
        SELECT id, definition, defined, (SELECT coalesce(sum(issued), 0)::bigint FROM anchor.anchor_view_issued i WHERE i.tenant_id = a.tenant_id AND i.achievement_id = a.id)
        FROM anchor.anchor_view_achievements a WHERE tenant_id = $1
        """;

    public async Task<Page<AchievementView>> Handle(ListAchievements request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} AND id < $2 ORDER BY id DESC LIMIT $3");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Page.After ?? Guid.AllBitsSet });
        command.Parameters.Add(new() { Value = request.Page.Limit + 1 });
        return request.Page.Cut(await ReadAsync(command, cancellationToken), view => view.Id);
    }

    public async Task<Result<AchievementView>> Handle(GetAchievement request, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} AND id = $2");
        command.Parameters.Add(new() { Value = request.Issuer.Tenant });
        command.Parameters.Add(new() { Value = request.Id });
        return await ReadAsync(command, cancellationToken) is [var view] ? view : AchievementErrors.NotFound();
    }

    private static async Task<List<AchievementView>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var views = new List<AchievementView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            views.Add(new AchievementView(
                reader.GetGuid(0), JsonElement.Parse(Encoding.UTF8.GetBytes(reader.GetString(1))), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt64(3)));
        return views;
    }
}
