export { AuditModule } from './audit.module';
export { ConsumersService } from './consumers/consumers.service';
