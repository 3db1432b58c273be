import './idempotency/idempotency.migration';
import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { ConfigurationFaults } from '@platform/config/config';
import { SharedCounters } from '@platform/counters/shared-counters';
import { Database } from '@platform/persistence/database';
import { AuthenticationGuard } from './access/authentication.guard';
import { AuthorizationGuard } from './access/authorization.guard';
import { undeclaredRoutes } from './access/undeclared-routes';
import { DocumentAdditions } from './docs/document-additions';
import { Downloads } from './downloads/downloads';
import { ShapeRules } from './fields/shape-rules';
import { shapeAllInput } from './fields/shape-all-input';
import { HealthController } from './health/health.controller';
import { Metrics } from './health/metrics';
import { MetricsController } from './health/metrics.controller';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Readiness } from './health/readiness';
import { HttpConfig } from './http.config';
import { HTTP_USER_DATA } from './http.user-data';
import { IdempotencyRepository } from './idempotency/idempotency.repository';
import { ResponseSubject } from './idempotency/response-subject';
import { Cursors } from './paging/cursors';
import { ProblemFilter } from './problems/problem.filter';
import { StartPageController } from './pages/start-page.controller';
import { CountersStorage } from './rate-limit/counters-storage';
import { RateLimitSettings } from './rate-limit/rate-limit-settings';
import { RateLimitGuard } from './rate-limit/rate-limit.guard';
import { routeHandlers, type RouteHandler } from './routes/route-handlers';
import { StreamKinds } from './streams/stream-kinds';

/** The pipeline of all requests. The guards run in the order in which they are listed. */
@Global()
@Module({
  imports: [
    DiscoveryModule,
    ThrottlerModule.forRootAsync({
      inject: [SharedCounters],
      useFactory: (counters: SharedCounters) => ({
        // RateLimitGuard looks up the limit of each route itself.
        throttlers: [{ name: 'default', limit: 1, ttl: 1 }],
        storage: new CountersStorage(counters),
      }),
    }),
  ],
  controllers: [HealthController, MetricsController, StartPageController],
  providers: [
    HttpConfig,
    HTTP_USER_DATA,
    Cursors,
    DocumentAdditions,
    Downloads,
    IdempotencyRepository,
    RateLimitSettings,
    Metrics,
    Readiness,
    ResponseSubject,
    ShapeRules,
    StreamKinds,
    { provide: APP_GUARD, useClass: AuthenticationGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: AuthorizationGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  exports: [
    HttpConfig,
    Cursors,
    DocumentAdditions,
    Downloads,
    IdempotencyRepository,
    Readiness,
    ResponseSubject,
    Metrics,
    ShapeRules,
    StreamKinds,
  ],
})
export class HttpModule implements OnModuleInit {
  private readonly routes: readonly RouteHandler[];

  constructor(
    discovery: DiscoveryService,
    scanner: MetadataScanner,
    private readonly readiness: Readiness,
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly limits: RateLimitSettings,
    rules: ShapeRules,
  ) {
    this.routes = routeHandlers(discovery, scanner);
    // This must run in the constructor, because Nest builds the routes and reads their pipes before it calls any hook.
    shapeAllInput(this.routes, rules);
  }

  onModuleInit(): void {
    const undeclared = undeclaredRoutes(this.routes);
    if (undeclared.length > 0) throw new Error(`These routes declare no audience: ${undeclared.join(', ')}.`);
    const faults = this.limits.faultsOfNames(this.routes.map(({ handler }) => handler));
    if (faults.length > 0) throw new ConfigurationFaults(faults);
    this.readiness.require('database', () => this.database.refuseUnlessWritable());
    this.readiness.require('master-keys', () => this.keyring.refuseUnopenable());
  }
}
